package io.joyul.preprocess;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Rows as {@link RowCheck} gives them, and run files for them. */
final class RowFixtures {
    private RowFixtures() {}

    /** A row with nothing wrong. */
    static Row sound(Split split, long id, String text, @Nullable String label) {
        return RowFactory.create(split.label(), id, text, label, null, null, 0, 0);
    }

    /** A run that classifies texts, with these settings. */
    static RunConfig run(List<String> settings) {
        return run("text-column: t", settings);
    }

    /** @param columns and task, as a run file's {@code input} has them */
    static RunConfig run(String columns, List<String> settings) {
        return RunConfigLoader.parse(
                "test.yaml",
                "{name: x, output: x, input: {train: a, dev: b, label-column: l, %s}}".formatted(columns),
                settings);
    }
}
