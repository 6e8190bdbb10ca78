package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.NormaliseConfig;
import io.joyul.config.RunConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.mask.Unit;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** The rows of all splits, normalised, checked and distinct. Holds them in Spark's cache until it is closed. */
public final class CleanRows implements AutoCloseable {
    /** A column with more different values holds no classes. */
    private static final int MOST_LABELS = 10_000;

    private final RunConfig config;
    private final Dataset<Row> rows;
    private final Map<Split, RowCounts> counts;
    private final List<String> labels;

    private CleanRows(RunConfig config, Dataset<Row> rows, Map<Split, RowCounts> counts, List<String> labels) {
        this.config = config;
        this.rows = rows;
        this.counts = counts;
        this.labels = labels;
    }

    /**
     * Reads and cleans what the run file names.
     *
     * @param quarantine folder for the rows that are set aside; what it held before is replaced
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code INPUT_UNREADABLE}, {@code COLUMN_MISSING}, {@code
     *     TOO_MANY_BAD_ROWS}, {@code SPLIT_EMPTY} or {@code LABEL_UNKNOWN}
     */
    public static CleanRows read(SparkSession spark, RunConfig config, String quarantine) {
        List<InputTable> tables = InputTables.find(spark, config);
        Map<Split, RowCounts> counts = new EnumMap<>(Split.class);
        for (InputTable table : tables) {
            counts.putIfAbsent(table.split(), new RowCounts(table.split(), path(config, table.split())));
        }
        Dataset<Row> checked = checked(spark, config, tables).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            countOutcomes(checked, counts);
            setAside(spark, checked, counts, quarantine);
            counts.values()
                    .forEach(split -> split.requireFewBadRows(config.input().maxBadRows(), quarantine));
            counts.values().forEach(RowCounts::requireRows);
            Dataset<Row> distinct = Cleaning.distinct(checked).persist(StorageLevel.MEMORY_AND_DISK());
            try {
                LabelCounts labels = countDistinct(distinct, config, counts);
                counts.values().forEach(RowCounts::requireRows);
                List<String> known = config.input().task() == Task.CLASSIFICATION
                        ? labels.known(config.input())
                        : TaskLabels.known(kept(distinct), config.input());
                return new CleanRows(config, distinct, counts, known);
            } catch (RuntimeException e) {
                distinct.unpersist();
                throw e;
            }
        } finally {
            checked.unpersist();
        }
    }

    private static String path(RunConfig config, Split split) {
        return switch (split) {
            case TRAIN -> config.input().train();
            case DEV -> config.input().dev();
            case TEST -> config.input().test().orElseThrow();
            case PRETRAIN_TEXT -> config.pretrain().orElseThrow().text().orElseThrow();
        };
    }

    private static Dataset<Row> checked(SparkSession spark, RunConfig config, List<InputTable> tables) {
        TextNormaliser normaliser = normaliser(config.preprocess().normalise());
        List<JavaRDD<Row>> parts = tables.stream()
                .map(table -> {
                    RowCheck check = new RowCheck(table.split(), normaliser, shape(config, table.split(), normaliser));
                    return TableReader.read(spark, table).map(check::check);
                })
                .toList();
        JavaRDD<Row> all =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).union(parts.toArray(JavaRDD[]::new));
        return spark.createDataFrame(all, RowCheck.SCHEMA);
    }

    private static @Nullable RowShape shape(RunConfig config, Split split, TextNormaliser normaliser) {
        return split.unlabelled() ? null : RowShape.of(config.input().task(), normaliser);
    }

    /** What a run file asks to be done to a text, which whoever uses its model must do as well. */
    public static TextNormaliser normaliser(NormaliseConfig config) {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        if (config.stripControl()) {
            steps.add(Step.STRIP_CONTROL);
        }
        if (config.nfc()) {
            steps.add(Step.NFC);
        }
        if (config.collapseWhitespace()) {
            steps.add(Step.COLLAPSE_WHITESPACE);
        }
        return new TextNormaliser(steps);
    }

    private static void countOutcomes(Dataset<Row> checked, Map<Split, RowCounts> counts) {
        for (Row row : checked.groupBy("split", "outcome").count().collectAsList()) {
            RowCounts split = of(counts, Split.of(row.getString(0)));
            if (row.isNullAt(1)) {
                split.addSound(row.getLong(2));
            } else {
                split.addOutcome(row.getString(1), row.getLong(2));
            }
        }
    }

    private static void setAside(
            SparkSession spark, Dataset<Row> checked, Map<Split, RowCounts> counts, String quarantine) {
        Storage.of(Storage.properties(spark.sparkContext().hadoopConfiguration()))
                .delete(quarantine);
        if (counts.values().stream().anyMatch(split -> split.quarantinedRows() > 0)) {
            checked.filter(col("source").isNotNull())
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

    private static LabelCounts countDistinct(Dataset<Row> distinct, RunConfig config, Map<Split, RowCounts> counts) {
        // Only a classified text has its class there; other content is different in every row.
        boolean classes = config.input().task() == Task.CLASSIFICATION;
        List<Row> groups = distinct.groupBy(col("split"), col("leaked"), classes ? col("label") : lit("").as("label"))
                .count()
                .limit(MOST_LABELS + 1)
                .collectAsList();
        if (groups.size() > MOST_LABELS) {
            throw new JoyulException(
                    ErrorCode.LABEL_UNKNOWN,
                    "input.label-column '" + config.input().labelColumn().orElse("") + "' has more than " + MOST_LABELS
                            + " different values; name the column that holds the classes");
        }
        Map<Split, Long> leaks = new EnumMap<>(Split.class);
        Map<Split, Long> distinctRows = new EnumMap<>(Split.class);
        LabelCounts labels = new LabelCounts();
        for (Row group : groups) {
            Split split = Split.of(group.getString(0));
            distinctRows.merge(split, group.getLong(3), Long::sum);
            if (group.getBoolean(1)) {
                leaks.merge(split, group.getLong(3), Long::sum);
            } else if (!split.unlabelled()) {
                labels.add(split, group.getString(2), group.getLong(3));
            }
        }
        distinctRows.forEach((split, rows) ->
                of(counts, split).drop(DropRule.DUPLICATE, of(counts, split).kept() - rows));
        leaks.forEach((split, rows) -> of(counts, split).drop(DropRule.LEAK, rows));
        return labels;
    }

    private static RowCounts of(Map<Split, RowCounts> counts, Split split) {
        return Objects.requireNonNull(counts.get(split));
    }

    /** The classes in the order of their indices. */
    public List<String> labels() {
        return labels;
    }

    /** Rows that are left, over all splits. */
    public long kept() {
        return counts.values().stream().mapToLong(RowCounts::kept).sum();
    }

    /** Rows that were read, over all splits. */
    public long read() {
        return counts.values().stream().mapToLong(RowCounts::read).sum();
    }

    /** A tokenizer with a vocabulary of the texts to train on. */
    public TrainedTokenizer trainTokenizer() {
        JavaRDD<String> texts = kept(rows)
                .filter(col("split").isin(Split.TRAIN.label(), Split.PRETRAIN_TEXT.label()))
                .select("text")
                .toJavaRDD()
                .map(row -> row.getString(0));
        return VocabularyTraining.train(texts, config.preprocess().tokenizer());
    }

    private static Dataset<Row> kept(Dataset<Row> rows) {
        return rows.filter(col("leaked").equalTo(false));
    }

    /**
     * The rows as token ids.
     *
     * @throws JoyulException {@code SPLIT_EMPTY} when the tokenizer finds no token in any text of a split
     */
    public TokenizedRows tokenise(SparkSession spark, String tokenizerJson) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Tokenising tokenising = new Tokenising(
                context.broadcast(tokenizerJson), labels, config.preprocess().maxLength(), unit(), config.seed());
        return TokenizedRows.of(tokenising.run(kept(rows).toJavaRDD()), counts);
    }

    /** The rows of a task other than the classification of one text, in no order. */
    public JavaRDD<TaskRow> taskRows() {
        long seed = config.seed();
        return kept(rows).toJavaRDD().map(row -> {
            long id = row.getLong(1);
            String text = row.getString(3);
            return new TaskRow(
                    Split.of(row.getString(0)), id, text, row.getString(2), Draws.of(seed, id), RowCheck.hash(text));
        });
    }

    /**
     * What became of the rows of each split, with those from which no example came.
     *
     * @throws JoyulException {@code SPLIT_EMPTY}
     */
    public Map<Split, SplitResult> results(Map<Split, ExampleFigures> figures) {
        Map<Split, SplitResult> results = new EnumMap<>(Split.class);
        counts.forEach((split, count) -> {
            ExampleFigures found = figures.getOrDefault(split, new ExampleFigures());
            found.dropped().forEach(count::drop);
            count.requireRows();
            results.put(split, found.result(count));
        });
        return results;
    }

    /** Words and morphemes are looked for only where masked examples are made. */
    private Unit unit() {
        return config.pretrain().isPresent()
                ? MaskingStrategies.of(config.preprocess().masking()).unit()
                : Unit.TOKEN;
    }

    @Override
    public void close() {
        rows.unpersist();
    }
}
