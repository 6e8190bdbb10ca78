package io.joyul.train;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.Pointer;

/** The memory that this process holds now, in bytes, native memory and Java heap together. */
final class ResidentMemory {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    private static final long EVERY_NANOS = 500_000;

    private ResidentMemory() {}

    /**
     * @throws JoyulException {@code CONFIG_INVALID} where the system does not tell
     */
    static long now() {
        try {
            return Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE;
        } catch (IOException e) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    STATM + " does not tell how much memory this process has (" + e.getMessage()
                            + "), which training.micro-batch auto needs to know; give it a number",
                    e);
        }
    }

    /**
     * How much more the process held while something ran than before, at most; looked at every half a millisecond. What
     * the allocator keeps of earlier work goes back to the system first, else that would be taken and not be seen.
     */
    static long growth(Runnable work) {
        Pointer.trimMemory();
        long before = now();
        AtomicLong most = new AtomicLong(before);
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = new Thread(
                () -> {
                    while (!over.get()) {
                        most.accumulateAndGet(now(), Math::max);
                        LockSupport.parkNanos(EVERY_NANOS);
                    }
                },
                "resident memory");
        watch.setDaemon(true);
        watch.start();
        try {
            work.run();
        } finally {
            over.set(true);
        }
        return most.accumulateAndGet(now(), Math::max) - before;
    }
}
