package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.PreprocessConfig.Leaks;
import io.joyul.config.RunConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Counts what became of the rows in {@link Cleaning}, and closes its books. */
final class CleaningCounts {
    /** A column with more different values holds no classes. */
    private static final int MOST_LABELS = 10_000;

    private final RunConfig config;
    private final Map<Split, RowCounts> counts;
    private final LabelCounts labels = new LabelCounts();

    private CleaningCounts(RunConfig config, Map<Split, RowCounts> counts) {
        this.config = config;
        this.counts = counts;
    }

    /**
     * Adds to the counts.
     *
     * @param cleaned rows of {@link Cleaning#clean}
     * @return the labels of the rows that stay
     * @throws JoyulException {@code LABEL_UNKNOWN}, {@code LEAK_FOUND} or {@code ROWS_UNACCOUNTED}
     */
    static LabelCounts count(Dataset<Row> cleaned, RunConfig config, Map<Split, RowCounts> counts) {
        CleaningCounts counting = new CleaningCounts(config, counts);
        counting.add(cleaned);
        if (config.preprocess().leaks() == Leaks.REFUSE) {
            counting.refuseLeaks();
        }
        return counting.labels;
    }

    private void add(Dataset<Row> cleaned) {
        // Only a classified text has its class there; other content is different in every row.
        boolean classes = config.input().task() == Task.CLASSIFICATION;
        Column label = when(col("rule").isNull(), classes ? col("label") : lit(""));
        List<Row> groups = cleaned.groupBy(col("split"), col("rule"), col("leak"), label.as("label"))
                .agg(functions.count(lit(1)), sum("copies"))
                .limit(MOST_LABELS + 1)
                .collectAsList();
        if (groups.size() > MOST_LABELS) {
            throw new JoyulException(
                    ErrorCode.LABEL_UNKNOWN,
                    "input.label-column '" + config.input().labelColumn().orElse("") + "' has more than " + MOST_LABELS
                            + " different values; name the column that holds the classes");
        }
        Map<Split, Long> copies = new EnumMap<>(Split.class);
        Map<Split, Long> kept = new EnumMap<>(Split.class);
        for (Row group : groups) {
            Split split = Split.of(group.getString(0));
            RowCounts count = Objects.requireNonNull(counts.get(split));
            long rows = group.getLong(4);
            copies.merge(split, group.getLong(5), Long::sum);
            count.drop(DropRule.DUPLICATE.label(), group.getLong(5) - rows);
            if (!group.isNullAt(1)) {
                count.drop(group.getString(1), rows);
                continue;
            }
            kept.merge(split, rows, Long::sum);
            if (!group.isNullAt(2)) {
                count.report(group.getString(2), rows);
            }
            if (!split.unlabelled()) {
                labels.add(split, group.getString(3), rows);
            }
        }
        counts.forEach(
                (split, count) -> count.balance("clean", copies.getOrDefault(split, 0L), kept.getOrDefault(split, 0L)));
    }

    private void refuseLeaks() {
        List<String> found = new ArrayList<>();
        counts.forEach((split, count) -> count.dropped().forEach((rule, rows) -> {
            if (DropRule.isLeak(rule)) {
                found.add(split.label() + ": " + rule + " " + rows);
            }
        }));
        if (!found.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.LEAK_FOUND,
                    "rows to train on stand in a held-out split too (" + String.join(", ", found)
                            + "), which preprocess.leaks: refuse forbids; take them out of the input, or let"
                            + " preprocess.leaks: drop do it, whose report shows some");
        }
    }
}
