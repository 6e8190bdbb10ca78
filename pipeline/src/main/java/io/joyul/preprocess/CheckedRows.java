package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.joyul.config.RunConfig;
import io.joyul.config.TextSource;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.text.QualityFilter;
import io.joyul.text.TextNormaliser;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The rows of all splits as they were read, each judged on its own. Held in Spark's cache until it is closed. */
final class CheckedRows implements AutoCloseable {
    private final Dataset<Row> rows;
    private final Map<Split, RowCounts> counts;

    private CheckedRows(Dataset<Row> rows, Map<Split, RowCounts> counts) {
        this.rows = rows;
        this.counts = counts;
    }

    /**
     * Reads what the run file names, counts what became of it, and sets aside what cannot be used.
     *
     * @param quarantine folder for the rows that are set aside; what it held before is replaced
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code INPUT_UNREADABLE}, {@code COLUMN_MISSING}, {@code
     *     COLUMN_AMBIGUOUS}, {@code TOO_MANY_BAD_ROWS}, {@code SPLIT_EMPTY} or {@code ROWS_UNACCOUNTED}
     */
    static CheckedRows read(SparkSession spark, RunConfig config, String quarantine) {
        Storage storage = Storage.of(Storage.properties(spark.sparkContext().hadoopConfiguration()));
        QualityFilter filter = QualityFilters.of(config.preprocess().cleaning(), storage);
        List<InputTable> tables = InputTables.find(spark, config);
        Map<Split, RowCounts> counts = new EnumMap<>(Split.class);
        for (InputTable table : tables) {
            counts.putIfAbsent(table.split(), new RowCounts(table.split(), path(config, table.split())));
        }
        List<TableRows> read = tables.stream()
                .map(table -> TableReader.read(spark, table, config.preprocess().maxLineBytes()))
                .toList();
        CheckedRows checked =
                new CheckedRows(checked(spark, config, filter, read).persist(CachedRows.LEVEL), counts);
        try {
            checked.countOutcomes();
            read.forEach(rows -> Objects.requireNonNull(counts.get(rows.table().split()))
                    .addRead(rows.count().getAsLong()));
            counts.values().forEach(split -> split.balance("read", split.read(), split.kept()));
            checked.setAside(storage, quarantine);
            double limit = config.preprocess().maxBadRows();
            counts.values().forEach(split -> split.requireFewBadRows(limit, quarantine));
            counts.values().forEach(RowCounts::requireRows);
            return checked;
        } catch (RuntimeException e) {
            checked.close();
            throw e;
        }
    }

    private static String path(RunConfig config, Split split) {
        return switch (split) {
            case TRAIN -> config.input().trainingPaths();
            case DEV -> config.input().dev();
            case TEST -> config.input().test().orElseThrow();
            case PRETRAIN_TEXT ->
                TextSource.paths(config.pretrain().orElseThrow().texts());
        };
    }

    private static Dataset<Row> checked(
            SparkSession spark, RunConfig config, QualityFilter filter, List<TableRows> tables) {
        TextNormaliser normaliser = CleanRows.normaliser(config.preprocess().normalise());
        boolean judgeHeldOut = config.preprocess().cleaning().heldOut();
        List<JavaRDD<Row>> parts = tables.stream()
                .map(rows -> {
                    InputTable table = rows.table();
                    boolean judged = judgeHeldOut || !table.split().heldOut();
                    RowCheck check = new RowCheck(
                            table.split(),
                            normaliser,
                            judged ? filter : QualityFilter.NONE,
                            shape(config, table.split(), normaliser),
                            table.origin());
                    return rows.rows().map(check::check);
                })
                .toList();
        JavaRDD<Row> all =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).union(parts.toArray(JavaRDD[]::new));
        return spark.createDataFrame(all, RowCheck.SCHEMA);
    }

    private static @Nullable RowShape shape(RunConfig config, Split split, TextNormaliser normaliser) {
        return split.unlabelled()
                ? null
                : RowShape.of(
                        config.input().task(), config.preprocess().examples().tagUnits(), normaliser);
    }

    private void countOutcomes() {
        List<Row> groups = rows.groupBy("split", "outcome")
                .agg(count(lit(1)), sum("linesRemoved"))
                .collectAsList();
        for (Row group : groups) {
            RowCounts split = Objects.requireNonNull(counts.get(Split.of(group.getString(0))));
            if (group.isNullAt(1)) {
                split.addSound(group.getLong(2));
                split.addLinesRemoved(group.getLong(3));
            } else {
                split.addOutcome(group.getString(1), group.getLong(2));
            }
        }
    }

    private void setAside(Storage storage, String quarantine) {
        storage.delete(quarantine);
        if (counts.values().stream().anyMatch(split -> split.quarantinedRows() > 0)) {
            rows.filter(col("source").isNotNull())
                    .select(
                            col("split"),
                            col("outcome").as("reason"),
                            col("source").as("row"))
                    .repartition(1)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .json(quarantine);
        }
    }

    /** The rows in the columns of {@link RowCheck#SCHEMA}. */
    Dataset<Row> rows() {
        return rows;
    }

    Map<Split, RowCounts> counts() {
        return counts;
    }

    @Override
    public void close() {
        rows.unpersist();
    }
}
