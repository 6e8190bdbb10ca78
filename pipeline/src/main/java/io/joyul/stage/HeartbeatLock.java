package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A lock where no operating system helps: the file {@code .lock}, which only one process can create, and
 * {@code .lock-alive}, which its owner writes again and again. Who finds the first watches the second: when it does not
 * change, the owner is dead. No clocks are compared.
 */
final class HeartbeatLock implements OutputLock {
    private final Storage storage;
    private final String lock;
    private final String alive;
    private final ScheduledExecutorService beats;
    private final Future<?> beating;

    private HeartbeatLock(Storage storage, String lock, String alive, Duration every) {
        this.storage = storage;
        this.lock = lock;
        this.alive = alive;
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "output lock");
            thread.setDaemon(true);
            return thread;
        });
        this.beating = beats.scheduleAtFixedRate(this::beat, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    static HeartbeatLock take(Storage storage, String folder, String owner, Duration every, Duration watch) {
        String lock = Storage.child(folder, ".lock");
        String alive = Storage.child(folder, ".lock-alive");
        if (storage.exists(lock)) {
            String before = content(storage, lock) + content(storage, alive);
            sleep(watch);
            if (!before.equals(content(storage, lock) + content(storage, alive))) {
                throw OutputLock.inUse(folder, content(storage, lock));
            }
            bury(storage, folder, lock, before);
        }
        create(storage, folder, lock, owner);
        return new HeartbeatLock(storage, lock, alive, every);
    }

    /** Puts a dead owner's lock out of the way; of several that try, one rename succeeds. */
    private static void bury(Storage storage, String folder, String lock, String seen) {
        String grave = Storage.child(folder, ".lock-dead-" + UUID.randomUUID());
        storage.rename(lock, grave);
        String buried = content(storage, grave);
        if (!seen.startsWith(buried)) {
            storage.rename(grave, lock);
            throw OutputLock.inUse(folder, buried);
        }
        storage.delete(grave);
    }

    private static void create(Storage storage, String folder, String lock, String owner) {
        byte[] mine = (owner + " (" + UUID.randomUUID() + ")\n").getBytes(StandardCharsets.UTF_8);
        if (!storage.commit(lock, mine)) {
            throw OutputLock.inUse(folder, content(storage, lock));
        }
    }

    private static String content(Storage storage, String path) {
        try {
            return new String(storage.read(path), StandardCharsets.UTF_8);
        } catch (JoyulException e) {
            if (e.code() == ErrorCode.INPUT_NOT_FOUND) {
                return "";
            }
            throw e;
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JoyulException(ErrorCode.INTERRUPTED, "interrupted while waiting for a lock", e);
        }
    }

    private void beat() {
        try {
            storage.writeAtomically(alive, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        } catch (JoyulException missedBeat) {
            // An executor drops a task that throws; the next beat may succeed, and a run is not lost for one.
        }
    }

    @Override
    public void close() {
        beating.cancel(false);
        beats.shutdown();
        try {
            if (!beats.awaitTermination(1, TimeUnit.MINUTES)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        storage.delete(alive);
        storage.delete(lock);
    }
}
