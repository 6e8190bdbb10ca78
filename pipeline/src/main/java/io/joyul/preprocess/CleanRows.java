package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.NormaliseConfig;
import io.joyul.config.RunConfig;
import io.joyul.config.TokenizerConfig;
import io.joyul.error.JoyulException;
import io.joyul.mask.Unit;
import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.util.Arrays;
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
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The rows of all splits, normalised, checked and distinct. Holds them in Spark's cache until it is closed. */
public final class CleanRows implements AutoCloseable {
    private final RunConfig config;
    private final Dataset<Row> rows;
    private final Map<Split, RowCounts> counts;
    private final List<String> labels;
    private final List<DroppedRow> samples;
    private @Nullable AugmentedRows augmented;

    private CleanRows(
            RunConfig config,
            Dataset<Row> rows,
            Map<Split, RowCounts> counts,
            List<String> labels,
            List<DroppedRow> samples) {
        this.config = config;
        this.rows = rows;
        this.counts = counts;
        this.labels = labels;
        this.samples = samples;
    }

    /**
     * Reads and cleans what the run file names.
     *
     * @param quarantine folder for the rows that are set aside; what it held before is replaced
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code INPUT_UNREADABLE}, {@code COLUMN_MISSING}, {@code
     *     COLUMN_AMBIGUOUS}, {@code TOO_MANY_BAD_ROWS}, {@code SPLIT_EMPTY}, {@code LEAK_FOUND} or {@code LABEL_UNKNOWN}
     */
    public static CleanRows read(SparkSession spark, RunConfig config, String quarantine) {
        try (CheckedRows checked = CheckedRows.read(spark, config, quarantine);
                DuplicateSpans spans = DuplicateSpans.takeOut(config, checked.rows(), checked.counts());
                Cleaning cleaning = new Cleaning(config, spans.rows())) {
            Dataset<Row> cleaned = cleaning.clean().persist(CachedRows.LEVEL);
            try {
                LabelCounts labels = CleaningCounts.count(cleaned, config, checked.counts());
                checked.counts().values().forEach(RowCounts::requireRows);
                boolean anyFound = checked.counts().values().stream().anyMatch(RowCounts::anyFound);
                int limit = config.preprocess().cleaning().samples();
                List<String> known = config.input().task() == Task.CLASSIFICATION
                        ? labels.known(config.input())
                        : TaskLabels.known(kept(cleaned), config.input());
                return new CleanRows(
                        config,
                        cleaned,
                        checked.counts(),
                        known,
                        anyFound ? DroppedRows.sample(spans.dropped(), cleaned, limit) : List.of());
            } catch (RuntimeException e) {
                cleaned.unpersist();
                throw e;
            }
        }
    }

    /** What a run file asks to be done to a text, which whoever uses its model must do as well. */
    public static TextNormaliser normaliser(NormaliseConfig config) {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        if (config.eojeolBoundaries()) {
            steps.add(Step.EOJEOL_BOUNDARIES);
        }
        if (config.fullWidth()) {
            steps.add(Step.FULL_WIDTH);
        }
        if (config.composeJamo()) {
            steps.add(Step.COMPOSE_JAMO);
        }
        if (config.nfkc()) {
            steps.add(Step.NFKC);
        }
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

    /**
     * Adds new rows to those to train on, as the run file asks; nothing when it asks for none.
     *
     * @param folder of a table that tells where each came from; what it held before is replaced
     * @param translations folder for what translators give, which is kept from run to run
     * @return how many were added
     * @throws JoyulException {@code INPUT_NOT_FOUND} or {@code INPUT_UNREADABLE} for a table of synonyms or pairs,
     *     {@code CONFIG_INVALID}, {@code TRANSLATOR_REFUSED} or {@code TRANSLATOR_UNAVAILABLE} for an endpoint
     */
    public long augment(SparkSession spark, String folder, String translations) {
        if (config.preprocess().augment().isEmpty()) {
            return 0;
        }
        RowCounts training = Objects.requireNonNull(counts.get(Split.TRAIN));
        long before = training.kept();
        AugmentedRows made = AugmentedRows.make(spark, config, kept(rows), before, folder, translations);
        training.add(made.made(), made.kept());
        made.dropped().forEach(training::drop);
        training.balance("augment", before, training.kept());
        augmented = made;
        return training.kept() - before;
    }

    /** The rows to make examples of. */
    private Dataset<Row> all() {
        Dataset<Row> clean = kept(rows).select("split", "id", "label", "text", "origin");
        return augmented == null ? clean : clean.union(augmented.rows());
    }

    /** The classes in the order of their indices. */
    public List<String> labels() {
        return labels;
    }

    /** Examples of the rows that went, by split and rule. */
    public List<DroppedRow> samples() {
        return samples;
    }

    /** Of rows that were lost later the few that a report shows. */
    public List<DroppedRow> sample(JavaRDD<DroppedRow> lost) {
        return DroppedRows.pick(lost, config.preprocess().cleaning().samples());
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
        return trainTokenizer(config.preprocess().tokenizer());
    }

    /** A tokenizer of another kind or size than the run file's, with a vocabulary of the same texts. */
    public TrainedTokenizer trainTokenizer(TokenizerConfig tokenizer) {
        return VocabularyTraining.train(texts(Split.TRAIN, Split.PRETRAIN_TEXT), tokenizer);
    }

    /** The texts of these splits, leaks left out. */
    public JavaRDD<String> texts(Split... splits) {
        Object[] labels = Arrays.stream(splits).map(Split::label).toArray();
        return kept(rows)
                .filter(col("split").isin(labels))
                .select("text")
                .toJavaRDD()
                .map(row -> row.getString(0));
    }

    private static Dataset<Row> kept(Dataset<Row> rows) {
        return rows.filter(col("rule").isNull());
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
        return TokenizedRows.of(
                tokenising.run(all().toJavaRDD()),
                counts,
                config.preprocess().cleaning().samples());
    }

    /** The rows of a task other than the classification of one text, in no order. */
    public JavaRDD<TaskRow> taskRows() {
        long seed = config.seed();
        return all().toJavaRDD().map(row -> {
            long id = row.getLong(1);
            String text = row.getString(3);
            return new TaskRow(
                    Split.of(row.getString(0)),
                    id,
                    row.getInt(4),
                    text,
                    row.getString(2),
                    Draws.of(seed, id),
                    RowCheck.hash(text));
        });
    }

    /**
     * What became of the rows of each split, with those from which no example came.
     *
     * @throws JoyulException {@code SPLIT_EMPTY} or {@code ROWS_UNACCOUNTED}
     */
    public Map<Split, SplitResult> results(Map<Split, ExampleFigures> figures) {
        Map<Split, SplitResult> results = new EnumMap<>(Split.class);
        counts.forEach((split, count) -> {
            ExampleFigures found = figures.getOrDefault(split, new ExampleFigures());
            found.dropped().forEach((rule, rows) -> count.drop(rule.label(), rows));
            count.balance("examples", found.rows(), found.rows() - found.droppedRows());
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
