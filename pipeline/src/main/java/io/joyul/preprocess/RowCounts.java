package io.joyul.preprocess;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many rows of one split met which fate. Grows while the steps go on. */
final class RowCounts {
    private final Split split;
    private final String paths;
    private final Map<String, Long> dropped = new TreeMap<>();
    private final Map<String, Long> quarantined = new TreeMap<>();
    private long sound;

    RowCounts(Split split, String paths) {
        this.split = split;
        this.paths = paths;
    }

    /** Counts the rows with one outcome of {@link RowCheck}. */
    void addOutcome(String outcome, long rows) {
        if (Arrays.stream(Reason.values()).anyMatch(reason -> reason.label().equals(outcome))) {
            quarantined.merge(outcome, rows, Long::sum);
        } else {
            dropped.merge(outcome, rows, Long::sum);
        }
    }

    void addSound(long rows) {
        sound += rows;
    }

    /** Takes rows that were sound so far out by a rule. */
    void drop(DropRule rule, long rows) {
        if (rows > 0) {
            dropped.merge(rule.label(), rows, Long::sum);
            sound -= rows;
        }
    }

    long read() {
        return sound + sum(dropped) + sum(quarantined);
    }

    long kept() {
        return sound;
    }

    long quarantinedRows() {
        return sum(quarantined);
    }

    Map<String, Long> dropped() {
        return dropped;
    }

    Map<String, Long> quarantined() {
        return quarantined;
    }

    /** Stops when more than a share of the rows was set aside. */
    void requireFewBadRows(double limit, String quarantine) {
        long bad = sum(quarantined);
        if (bad > limit * read()) {
            throw new JoyulException(
                    ErrorCode.TOO_MANY_BAD_ROWS,
                    String.format(
                            Locale.ROOT,
                            "%s: %,d of the %,d rows in %s were set aside (%s), a share of %.4f where"
                                    + " input.max-bad-rows allows %s; they lie in %s with the reason of each",
                            split.label(),
                            bad,
                            read(),
                            paths,
                            listing(quarantined),
                            (double) bad / read(),
                            limit,
                            quarantine));
        }
    }

    /** Stops when no row is left. */
    void requireRows() {
        if (sound > 0) {
            return;
        }
        List<String> fates = new ArrayList<>();
        if (!dropped.isEmpty()) {
            fates.add("dropped: " + listing(dropped));
        }
        if (!quarantined.isEmpty()) {
            fates.add("set aside: " + listing(quarantined));
        }
        throw new JoyulException(
                ErrorCode.SPLIT_EMPTY,
                read() == 0
                        ? split.label() + ": " + paths + " holds no row; give it some in " + split.key()
                        : split.label() + ": of the " + read() + " rows in " + paths + " none is left ("
                                + String.join("; ", fates) + "); give it rows of its own in " + split.key());
    }

    private static String listing(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
