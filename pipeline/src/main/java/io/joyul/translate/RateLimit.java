package io.joyul.translate;

import java.util.concurrent.TimeUnit;

/** Keeps calls of all threads apart in time. */
final class RateLimit {
    private final long gapNanos;
    private long next = System.nanoTime();

    RateLimit(double callsPerSecond) {
        this.gapNanos = (long) (TimeUnit.SECONDS.toNanos(1) / callsPerSecond);
    }

    /** Waits for this thread's turn. */
    void await() throws InterruptedException {
        long turn;
        synchronized (this) {
            turn = Math.max(next, System.nanoTime());
            next = turn + gapNanos;
        }
        TimeUnit.NANOSECONDS.sleep(turn - System.nanoTime());
    }
}
