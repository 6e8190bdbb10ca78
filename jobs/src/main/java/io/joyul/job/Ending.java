package io.joyul.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * How this process ends when it is told to, by SIGTERM or Ctrl-C: Spark's session ends first, and by that the stage at
 * work; the command then closes what it holds and says so; the file systems go last.
 */
final class Ending {
    /** Lower ones run later; Spark's is 30 above that of the file systems. */
    private static final int AFTER_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

    private static final long PATIENCE_SECONDS = 20;
    private static final Set<CountDownLatch> AT_WORK = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean WATCHED = new AtomicBoolean();

    private Ending() {}

    /**
     * From now on this process ends in that order. For a process that uses Spark: Hadoop's hooks take a second to load and
     * to run, which a short command need not wait for.
     */
    static void watch() {
        if (WATCHED.compareAndSet(false, true)) {
            ShutdownHookManager.get()
                    .addShutdownHook(Ending::awaitCommands, AFTER_SPARK, 2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Whether this process was told to end; all that fails from then on, fails by that. */
    static boolean hasBegun() {
        return WATCHED.get() && ShutdownHookManager.get().isShutdownInProgress();
    }

    /** A command begins; a process that is told to end waits a while until it is over. */
    static Command begin() {
        CountDownLatch over = new CountDownLatch(1);
        AT_WORK.add(over);
        return () -> {
            AT_WORK.remove(over);
            over.countDown();
        };
    }

    private static void awaitCommands() {
        // A command without a session would not notice that anything has ended.
        if (!Sessions.isOpen()) {
            return;
        }
        try {
            for (CountDownLatch command : AT_WORK) {
                if (!command.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A command at work. */
    interface Command extends AutoCloseable {
        /** It is over, and has said how. */
        @Override
        void close();
    }
}
