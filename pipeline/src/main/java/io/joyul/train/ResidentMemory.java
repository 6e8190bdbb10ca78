package io.joyul.train;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.Pointer;

/** The memory that this process holds now, in bytes, native memory and Java heap together. */
final class ResidentMemory {
    private static final String STATM = "/proc/self/statm";
    private static final long PAGE = 4096;
    private static final long EVERY_NANOS = 500_000;

    private ResidentMemory() {}

    /**
     * @throws JoyulException {@code CONFIG_INVALID} where the system does not tell
     */
    static long now() {
        try (Statm statm = new Statm()) {
            return statm.resident();
        } catch (IOException e) {
            throw unknown(e);
        }
    }

    /**
     * How much more the process held while something ran than before, at most; looked at every half a millisecond. What
     * the allocator keeps of earlier work goes back to the system first, else that would be taken and not be seen. To
     * look takes nothing of the heap, which would grow by 20 MB in a second otherwise.
     *
     * @throws JoyulException {@code CONFIG_INVALID} where the system does not tell
     */
    static long growth(Runnable work) {
        Pointer.trimMemory();
        long before = now();
        AtomicLong most = new AtomicLong(before);
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = new Thread(
                () -> {
                    try (Statm statm = new Statm()) {
                        while (!over.get()) {
                            most.accumulateAndGet(statm.resident(), Math::max);
                            LockSupport.parkNanos(EVERY_NANOS);
                        }
                    } catch (IOException e) {
                        throw unknown(e);
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

    private static JoyulException unknown(IOException e) {
        return new JoyulException(
                ErrorCode.CONFIG_INVALID,
                STATM + " does not tell how much memory this process has (" + e.getMessage()
                        + "), which training.micro-batch auto needs to know; give it a number",
                e);
    }

    /** The system's account of this process, whose second figure is its resident pages; read into the same bytes. */
    private static final class Statm implements AutoCloseable {
        private final RandomAccessFile file = new RandomAccessFile(STATM, "r");
        private final byte[] line = new byte[128];

        Statm() throws IOException {}

        long resident() throws IOException {
            file.seek(0);
            int end = file.read(line);
            int at = 0;
            while (at < end && line[at] != ' ') {
                at++;
            }
            long pages = 0;
            for (at++; at < end && line[at] != ' '; at++) {
                pages = pages * 10 + line[at] - '0';
            }
            if (pages == 0) {
                throw new IOException("it has no second figure");
            }
            return pages * PAGE;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
