package io.joyul.sweep;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/** A local disk that is full at one of the writes to a journal, of which it keeps a part, and has room again after it. */
public final class FullDisk extends RawLocalFileSystem {
    private static final String WRITE = "full-at-write";

    /** Properties that put it in the place of the local disk; the write is counted from 1. */
    public static Map<String, String> at(int write) {
        return Map.of(
                "fs.file.impl",
                FullDisk.class.getName(),
                "fs.file.impl.disable.cache",
                "true",
                WRITE,
                Integer.toString(write));
    }

    @Override
    protected OutputStream createOutputStreamWithMode(Path path, boolean append, FsPermission permission)
            throws IOException {
        OutputStream out = super.createOutputStreamWithMode(path, append, permission);
        return path.getName().endsWith(".jsonl") ? new Filling(out, getConf().getInt(WRITE, 0)) : out;
    }

    private static final class Filling extends FilterOutputStream implements StreamCapabilities, Syncable {
        private int left;

        Filling(OutputStream out, int write) {
            super(out);
            this.left = write;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (--left == 0) {
                out.write(bytes, offset, length / 2);
                throw new IOException("No space left on device");
            }
            out.write(bytes, offset, length);
        }

        @Override
        public boolean hasCapability(String capability) {
            return capability.equals(HFLUSH);
        }

        @Override
        public void hflush() throws IOException {
            flush();
        }

        @Override
        public void hsync() throws IOException {
            flush();
        }
    }
}
