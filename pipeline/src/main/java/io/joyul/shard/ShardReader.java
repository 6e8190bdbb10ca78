package io.joyul.shard;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Sha256;
import io.joyul.storage.Storage;
import java.io.IOException;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

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
        try (BufferAllocator allocator = new RootAllocator();
                ArrowFileReader arrow = new ArrowFileReader(
                        new ByteArrayReadableSeekableByteChannel(bytes),
                        allocator,
                        CommonsCompressionFactory.INSTANCE)) {
            ShardFormat.check(path, arrow.getVectorSchemaRoot().getSchema(), manifest.kind(), file.split());
            ShardColumns columns = new ShardColumns(
                    arrow.getVectorSchemaRoot(),
                    new ShardRows(manifest.kind(), Math.toIntExact(file.rows()), Math.toIntExact(file.tokens())));
            while (arrow.loadNextBatch()) {
                columns.append();
            }
            return columns.complete();
        } catch (JoyulException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": its bytes are those that were written, but they do not hold the " + file.rows()
                            + " rows that the manifest promises (" + e.getMessage() + "); run the preprocessing again",
                    e);
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
            if (e.code() != ErrorCode.INPUT_NOT_FOUND) {
                throw e;
            }
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": the manifest names this file, but it is not there; restore it or run the preprocessing"
                            + " again",
                    e);
        }
    }
}
