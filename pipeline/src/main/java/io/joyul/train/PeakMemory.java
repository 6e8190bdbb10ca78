package io.joyul.train;

import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The most memory that the process of a rank has held so far. Ranks that share a process, as in a local run, share its
 * figure, and so does what the process did before.
 *
 * @param rank counted from 0
 * @param processBytes resident memory at its highest, native memory and Java heap together; 0 where the system does not
 *     tell
 * @param heapBytes of the Java heap, each of its pools at its highest
 */
public record PeakMemory(int rank, long processBytes, long heapBytes) implements Serializable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String HIGH_WATER = "VmHWM:";

    /** Of this process, so far. */
    public static PeakMemory here(int rank) {
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return new PeakMemory(rank, residentBytes(), heap);
    }

    private static long residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(HIGH_WATER))
                    .map(line -> line.substring(HIGH_WATER.length())
                            .replace("kB", "")
                            .strip())
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The ranks' figures in words, the largest of them where there are several. */
    public static String text(List<PeakMemory> ranks) {
        return ranks.stream()
                .max(Comparator.comparingLong(PeakMemory::processBytes))
                .map(most -> String.format(
                        Locale.ROOT,
                        "%.2f GB at most%s, %.2f GB of it Java heap",
                        most.processBytes() / 1e9,
                        ranks.size() == 1 ? "" : " (rank " + most.rank() + " of " + ranks.size() + ")",
                        most.heapBytes() / 1e9))
                .orElse("not measured");
    }
}
