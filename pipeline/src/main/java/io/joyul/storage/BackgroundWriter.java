package io.joyul.storage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes one thing after the other on a thread of its own, which begins with the first. All calls come from one other
 * thread.
 *
 * @param <T> what a write gives
 */
public final class BackgroundWriter<T> implements AutoCloseable {
    private static final long WAIT_SECONDS = 1;

    private final String name;
    private final ExecutorService thread;
    private @Nullable Future<T> underWay;

    /**
     * @param name of the thread
     */
    public BackgroundWriter(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, name);
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Whether a write is under way; one that has failed is not, and {@link #await} tells of it. */
    public boolean isWriting() {
        return underWay != null && !underWay.isDone();
    }

    /** Begins a write. The one before must have been waited for. */
    public void begin(Callable<T> write) {
        if (underWay != null) {
            throw new IllegalStateException(name + " has a write under way");
        }
        underWay = thread.submit(write);
    }

    /**
     * Waits for the write that was begun last.
     *
     * @return what it gave; empty where there was none since the last call
     * @throws JoyulException whatever it failed with
     */
    public Optional<T> await() {
        Future<T> write = underWay;
        if (write == null) {
            return Optional.empty();
        }
        try {
            T given = write.get();
            underWay = null;
            return Optional.of(given);
        } catch (ExecutionException e) {
            underWay = null;
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(name + " has failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JoyulException(ErrorCode.INTERRUPTED, "interrupted while " + name + " was at work", e);
        }
    }

    /** Waits for a write that is under way, even on the way out of a failure, and takes no more. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                if (thread.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
