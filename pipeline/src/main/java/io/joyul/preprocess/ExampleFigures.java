package io.joyul.preprocess;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums over the examples of one split; parts add up. */
public final class ExampleFigures implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<DropRule, Long> dropped = new EnumMap<>(DropRule.class);
    private final Map<RowGroup, SampleCounts> byGroup = new HashMap<>();
    private long rows;
    private long examples;
    private long tokens;
    private long truncated;
    private long ordinary;
    private long unknown;

    /** Counts one row, from which came so many examples with so many tokens, or none for a reason. */
    public void add(
            @Nullable DropRule reason,
            int rowExamples,
            long rowTokens,
            int rowTruncated,
            long rowOrdinary,
            long rowUnknown) {
        rows++;
        if (reason != null) {
            dropped.merge(reason, 1L, Long::sum);
        }
        examples += rowExamples;
        tokens += rowTokens;
        truncated += rowTruncated;
        ordinary += rowOrdinary;
        unknown += rowUnknown;
    }

    /** Counts one row of a group that examples came of. */
    public void add(RowGroup group, int rowExamples) {
        byGroup.merge(group, SampleCounts.of(1, rowExamples), SampleCounts::plus);
    }

    public void add(ExampleFigures part) {
        part.byGroup.forEach((group, counts) -> byGroup.merge(group, counts, SampleCounts::plus));
        part.dropped.forEach((rule, rows) -> dropped.merge(rule, rows, Long::sum));
        rows += part.rows;
        examples += part.examples;
        tokens += part.tokens;
        truncated += part.truncated;
        ordinary += part.ordinary;
        unknown += part.unknown;
    }

    Map<DropRule, Long> dropped() {
        return dropped;
    }

    /** The rows that examples came of, by class and source. */
    public Map<RowGroup, SampleCounts> groups() {
        return byGroup;
    }

    /** Examples that came of all rows. */
    public long examples() {
        return examples;
    }

    long rows() {
        return rows;
    }

    long droppedRows() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    SplitResult result(RowCounts counts) {
        return new SplitResult(
                counts.read(),
                counts.kept(),
                counts.dropped(),
                counts.reported(),
                counts.quarantined(),
                counts.augmented(),
                counts.linesRemoved(),
                counts.sentencesRemoved(),
                counts.balances(),
                tokens,
                examples == 0 ? 0 : (double) tokens / examples,
                truncated,
                ordinary + unknown == 0 ? 0 : (double) unknown / (ordinary + unknown));
    }
}
