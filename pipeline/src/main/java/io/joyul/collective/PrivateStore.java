package io.joyul.collective;

import io.joyul.batch.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;

/**
 * The key-value store through which a group of c10d's finds its peers, one of this rank's own: a file that nobody else
 * sees. What the peers are to know of it, and it of them, goes through a {@link Rendezvous}.
 */
final class PrivateStore implements AutoCloseable {
    private final Path file;
    private final FileStore store;

    private PrivateStore(Path file, FileStore store) {
        this.file = file;
        this.store = store;
    }

    /**
     * An empty one.
     *
     * @param timeout of waiting for a key
     */
    static PrivateStore open(World world, Duration timeout) {
        try {
            Path file = Files.createTempFile("joyul-group", ".store");
            FileStore store = new FileStore(file.toString(), world.size());
            try (Milliseconds limit = new Milliseconds(timeout.toMillis())) {
                store.setTimeout(limit);
            }
            return new PrivateStore(file, store);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the rank's store", e);
        }
    }

    /** As c10d knows it. */
    FileStore store() {
        return store;
    }

    /** Waits until the group has put something there. */
    byte[] get(String key) {
        try (ByteVector vector = store.get(key)) {
            byte[] bytes = new byte[Math.toIntExact(vector.size())];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = vector.get(i);
            }
            return bytes;
        }
    }

    void set(String key, byte[] value) {
        try (ByteVector vector = new ByteVector(value)) {
            store.set(key, vector);
        }
    }

    @Override
    public void close() {
        store.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
