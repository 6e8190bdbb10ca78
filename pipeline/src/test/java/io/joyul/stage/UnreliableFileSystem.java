package io.joyul.stage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.TaskContext;

/**
 * A local disk that lets a task's first attempt down: {@code unreliable} = {@code midway} fails while a file is written,
 * {@code end} when it is whole, and neither lets the attempt clean up; {@code slow} takes two minutes before the first byte
 * of the first partition's file.
 */
public final class UnreliableFileSystem extends RawLocalFileSystem {
    private static final int MIDWAY = 200;
    static final int SLOW_SECONDS = 120;

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
            throws IOException {
        String fault = getConf().get("unreliable", "");
        if (fault.equals("slow") && isFirstAttempt() && TaskContext.getPartitionId() == 0) {
            try {
                TimeUnit.SECONDS.sleep(SLOW_SECONDS);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("another attempt was faster");
            }
        }
        FSDataOutputStream out = super.create(path, overwrite, buffer, replication, block, progress);
        return isFirstAttempt() && !fault.isEmpty() && !fault.equals("slow")
                ? new FSDataOutputStream(new Failing(out, fault.equals("midway")), null)
                : out;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return !isFirstAttempt() && super.delete(path, recursive);
    }

    private static boolean isFirstAttempt() {
        TaskContext task = TaskContext.get();
        return task != null && task.attemptNumber() == 0;
    }

    private static final class Failing extends FilterOutputStream {
        private final boolean midway;
        private int written;

        Failing(OutputStream out, boolean midway) {
            super(out);
            this.midway = midway;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            written++;
            if (midway && written > MIDWAY) {
                out.flush();
                throw new IOException("the first attempt fails midway");
            }
        }

        @Override
        public void close() throws IOException {
            super.close();
            throw new IOException("the first attempt fails at the end");
        }
    }
}
