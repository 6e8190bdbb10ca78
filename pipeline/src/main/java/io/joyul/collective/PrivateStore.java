package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.TensorScope;
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
    private boolean closed;

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
        return open(Path.of(System.getProperty("java.io.tmpdir")), world, timeout);
    }

    /** The same with its file in a folder. */
    static PrivateStore open(Path folder, World world, Duration timeout) {
        Path file = temporaryFile(folder);
        try (TensorScope scope = TensorScope.open()) {
            FileStore store = scope.keep(new FileStore(file.toString(), world.size()));
            store.setTimeout(new Milliseconds(timeout.toMillis()));
            return new PrivateStore(file, store);
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static Path temporaryFile(Path folder) {
        try {
            return Files.createTempFile(folder, "joyul-group", ".store");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the rank's store", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As c10d knows it. */
    FileStore store() {
        return store;
    }

    /** Waits until the group has put something there. */
    byte[] get(String key) {
        FileStore held = hold();
        try (ByteVector vector = held.get(key)) {
            byte[] bytes = new byte[Math.toIntExact(vector.size())];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = vector.get(i);
            }
            return bytes;
        } finally {
            held.releaseReference();
        }
    }

    void set(String key, byte[] value) {
        FileStore held = hold();
        try (ByteVector vector = new ByteVector(value)) {
            held.set(key, vector);
        } finally {
            held.releaseReference();
        }
    }

    /** The native store for one call, which outlives a {@link #close} on another thread. */
    private synchronized FileStore hold() {
        if (closed) {
            throw new IllegalStateException("the rank's store is closed");
        }
        return store.retainReference();
    }

    /**
     * The file goes first. A native store whose file is there writes a last entry when it is freed, and where it cannot,
     * for want of space or descriptors, it throws from its destructor, which ends the process; without one it does
     * nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            delete(file);
        } finally {
            store.releaseReference();
        }
    }
}
