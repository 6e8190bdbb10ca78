package io.joyul.shard;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads the data files that a manifest names, and hands out no row of a file before the sum of all its bytes is right. */
public final class ShardReader {
    private final Storage storage;
    private final String folder;
    private final ShardManifest manifest;

    public ShardReader(Storage storage, String folder, ShardManifest manifest) {
        this.storage = storage;
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * All rows of one file, in the order in which they were written.
     *
     * @throws JoyulException {@code FILE_CORRUPT} when the file is missing or not, byte for byte, what was written;
     *     {@code FILE_TOO_NEW} when another version of Joyul wrote it; {@code STORAGE_FAILED}
     */
    public ShardRows read(ShardFile file) {
        String path = Storage.child(folder, file.name());
        byte[] bytes = verified(path, file);
        try (ShardFileReader blocks = new ShardFileReader(path, ShardFileReader.input(bytes), manifest, file)) {
            ShardRows rows = joined(blocks);
            if (rows.tokens() != file.tokens()) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT,
                        path + ": holds " + rows.tokens() + " tokens where the manifest says " + file.tokens()
                                + "; run the preprocessing again");
            }
            return rows;
        }
    }

    /** All blocks on the heap, as one. */
    private ShardRows joined(ShardFileReader blocks) {
        List<ShardRows> parts = new ArrayList<>();
        try {
            for (int block = 0; block < blocks.blocks(); block++) {
                parts.add(blocks.block(block));
            }
            return RowColumns.join(manifest.kind(), parts);
        } finally {
            parts.forEach(ShardRows::close);
        }
    }

    /**
     * One file, to read some of its blocks; each is compared with a sum of its own.
     *
     * @throws JoyulException as {@link #read} does
     */
    public ShardFileReader open(ShardFile file) {
        String path = Storage.child(folder, file.name());
        try {
            FSDataInputStream in = storage.open(path);
            return new ShardFileReader(path, ShardFileReader.input(in), manifest, file);
        } catch (JoyulException e) {
            throw missing(path, e);
        }
    }

    /** Checks one file without reading its rows; throws as {@link #read} does. */
    public void verify(ShardFile file) {
        verified(Storage.child(folder, file.name()), file);
    }

    private byte[] verified(String path, ShardFile file) {
        byte[] bytes = bytes(path);
        if (bytes.length != file.bytes()) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": holds " + bytes.length + " bytes where the manifest says " + file.bytes()
                            + "; restore it or run the preprocessing again");
        }
        String found = Sha256.of(bytes);
        if (!found.equals(file.sha256())) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": its SHA-256 is " + found + " where the manifest says " + file.sha256()
                            + "; restore it or run the preprocessing again");
        }
        return bytes;
    }

    private byte[] bytes(String path) {
        try {
            return storage.read(path);
        } catch (JoyulException e) {
            throw missing(path, e);
        }
    }

    private static JoyulException missing(String path, JoyulException e) {
        if (e.code() != ErrorCode.INPUT_NOT_FOUND) {
            return e;
        }
        return new JoyulException(
                ErrorCode.FILE_CORRUPT,
                path + ": the manifest names this file, but it is not there; restore it or run the preprocessing"
                        + " again",
                e);
    }
}
