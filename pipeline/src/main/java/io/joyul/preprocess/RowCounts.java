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
    private final Map<String, Long> reported = new TreeMap<>();
    private final List<RowBalance> balances = new ArrayList<>();
    private final Map<String, Long> augmented = new TreeMap<>();
    private long read;
    private long made;
    private long sound;
    private long linesRemoved;
    private long sentencesRemoved;

    RowCounts(Split split, String paths) {
        this.split = split;
        this.paths = paths;
    }

    /** Counts the rows that came in, which is no sum of those that met a fate: it shows whether all have met one. */
    void addRead(long rows) {
        read += rows;
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

    /**
     * Adds rows that were made out of others.
     *
     * @param rows how many, those included that are dropped later
     * @param kinds those that stay, by how they were made
     */
    void add(long rows, Map<String, Long> kinds) {
        made += rows;
        sound += rows;
        kinds.forEach((kind, kept) -> augmented.merge(kind, kept, Long::sum));
    }

    void addLinesRemoved(long lines) {
        linesRemoved += lines;
    }

    void addSentencesRemoved(long sentences) {
        sentencesRemoved += sentences;
    }

    /** Takes rows that were sound so far out by the rule of a label. */
    void drop(String rule, long rows) {
        if (rows > 0) {
            dropped.merge(rule, rows, Long::sum);
            sound -= rows;
        }
    }

    /** Notes rows that a rule has found and that are kept all the same. */
    void report(String rule, long rows) {
        if (rows > 0) {
            reported.merge(rule, rows, Long::sum);
        }
    }

    /**
     * Closes the books of a stage, in which the rows of the stage before were counted anew.
     *
     * @param in rows that the stage found
     * @param out rows that it handed on
     * @throws JoyulException {@code ROWS_UNACCOUNTED}
     */
    void balance(String stage, long in, long out) {
        long before =
                balances.isEmpty() ? read() : balances.get(balances.size() - 1).rowsOut();
        long gone = sum(dropped) + sum(quarantined);
        long goneBefore = balances.stream().mapToLong(RowBalance::gone).sum();
        long quarantinedHere = balances.isEmpty() ? sum(quarantined) : 0;
        long madeBefore = balances.stream().mapToLong(RowBalance::made).sum();
        RowBalance balance = new RowBalance(
                stage, split.label(), in, made - madeBefore, out, gone - goneBefore - quarantinedHere, quarantinedHere);
        balance.check(before);
        balances.add(balance);
    }

    /** Whether a rule has found any row. */
    boolean anyFound() {
        return !dropped.isEmpty() || !reported.isEmpty();
    }

    long read() {
        return read;
    }

    long kept() {
        return sound;
    }

    long quarantinedRows() {
        return sum(quarantined);
    }

    List<RowBalance> balances() {
        return List.copyOf(balances);
    }

    Map<String, Long> augmented() {
        return augmented;
    }

    Map<String, Long> reported() {
        return reported;
    }

    long linesRemoved() {
        return linesRemoved;
    }

    long sentencesRemoved() {
        return sentencesRemoved;
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
                                    + " preprocess.max-bad-rows allows %s; they lie in %s with the reason of each",
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
