package io.joyul.stage;

import io.joyul.config.RunConfig;
import io.joyul.example.ExampleMaker;
import io.joyul.example.ExampleMakers;
import io.joyul.example.Made;
import io.joyul.example.Source;
import io.joyul.example.Stranger;
import io.joyul.preprocess.CachedRows;
import io.joyul.preprocess.CleanRows;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.ExampleFigures;
import io.joyul.preprocess.RowGroup;
import io.joyul.preprocess.SampleCounts;
import io.joyul.preprocess.SampledRow;
import io.joyul.preprocess.SampledRows;
import io.joyul.preprocess.Sampling;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.SplitResult;
import io.joyul.preprocess.TaskRow;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Tokenizer;
import java.io.Serializable;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The examples of a task other than the classification of one text. Holds them in Spark's cache until it is closed. */
final class TaskExamples implements AutoCloseable {
    /** Rows of each split that what is wrong is drawn from. */
    private static final int STRANGERS = 1000;

    private final JavaRDD<MadeRow> made;
    private final Map<Split, ExampleFigures> figures;
    private final Map<Split, SplitResult> results;
    private final Kind kind;

    /** A row with what was made of it. */
    record MadeRow(
            Split split,
            long id,
            int origin,
            long order,
            long tieBreak,
            Made made,
            @Nullable DroppedRow lost) implements SampledRow {
        static MadeRow of(TaskRow row, Made made) {
            DroppedRow lost = made.dropped() == null ? null : DroppedRow.of(row, made.dropped());
            return new MadeRow(row.split(), row.id(), row.origin(), row.order(), row.tieBreak(), made, lost);
        }

        /** A further copy, which stands elsewhere. */
        MadeRow copy(int number) {
            return new MadeRow(split, id, origin, Draws.of(order, number), tieBreak, made, lost);
        }

        /** All examples of a row have its class, where the task has classes. */
        @Override
        public RowGroup group() {
            Example first = made.examples().get(0);
            int label = RowGroup.NO_CLASS;
            if (first instanceof Example.Pair pair) {
                label = pair.label();
            } else if (first instanceof Example.Window window) {
                label = window.label();
            }
            return new RowGroup(label, origin);
        }

        @Override
        public int exampleCount() {
            return made.examples().size();
        }
    }

    /** What the writer of shards takes out of a row. */
    private record Examples(Sampling sampling) implements ExampleSource<MadeRow> {
        @Override
        public List<? extends Example> build(Kind kind, MadeRow row) {
            return row.made().examples();
        }

        @Override
        public List<MadeRow> copies(Kind kind, MadeRow row) {
            return IntStream.range(0, sampling.copies(row.split(), row.group(), row.id()))
                    .mapToObj(number -> number == 0 ? row : row.copy(number))
                    .toList();
        }
    }

    /** What the executors need. */
    private record Work(
            ExampleMakers makers,
            Broadcast<String> tokenizerJson,
            List<String> labels,
            Broadcast<Map<Split, List<Stranger>>> strangers)
            implements Serializable {
        Iterator<MadeRow> make(Iterator<TaskRow> rows) {
            Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson.value());
            Map<Split, ExampleMaker> bySplit = new EnumMap<>(Split.class);
            return stream(rows)
                    .map(row -> {
                        ExampleMaker maker = bySplit.computeIfAbsent(
                                row.split(),
                                split -> makers.maker(
                                        tokenizer, labels, strangers.value().getOrDefault(split, List.of())));
                        Made made = maker.make(new Source(row.split(), row.id(), row.text(), row.content()));
                        return MadeRow.of(row, made);
                    })
                    .iterator();
        }

        private static Stream<TaskRow> stream(Iterator<TaskRow> rows) {
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false);
        }
    }

    /** Puts rows in the order that their draws have. */
    private static final class ByOrder implements Comparator<TaskRow>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(TaskRow left, TaskRow right) {
            int order = Long.compareUnsigned(left.order(), right.order());
            return order != 0 ? order : Long.compare(left.tieBreak(), right.tieBreak());
        }
    }

    private TaskExamples(
            JavaRDD<MadeRow> made, Map<Split, ExampleFigures> figures, Map<Split, SplitResult> results, Kind kind) {
        this.made = made;
        this.figures = figures;
        this.results = results;
        this.kind = kind;
    }

    static TaskExamples make(SparkSession spark, RunConfig config, CleanRows clean, String tokenizerJson) {
        ExampleMakers makers = ExampleMakers.of(config);
        // Made here once, so that a tokenizer without what the task needs is found before the rows are read again.
        Kind kind = makers.maker(Tokenizer.fromJson(tokenizerJson), clean.labels(), List.of())
                .kind();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<TaskRow> rows = clean.taskRows();
        Map<Split, List<Stranger>> strangers = makers.needStrangers() ? strangers(rows) : Map.of();
        Work work = new Work(makers, context.broadcast(tokenizerJson), clean.labels(), context.broadcast(strangers));
        JavaRDD<MadeRow> made = rows.mapPartitions(work::make).persist(CachedRows.LEVEL);
        try {
            Map<Split, ExampleFigures> figures = figures(made);
            return new TaskExamples(made, figures, clean.results(figures), kind);
        } catch (RuntimeException e) {
            made.unpersist();
            throw e;
        }
    }

    /** The first rows of each split in the order of their draws: the same at any partitioning. */
    private static Map<Split, List<Stranger>> strangers(JavaRDD<TaskRow> rows) {
        Map<Split, List<Stranger>> strangers = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            List<TaskRow> first = rows.filter(row -> row.split() == split).takeOrdered(STRANGERS, new ByOrder());
            strangers.put(split, first.stream().map(TaskExamples::stranger).toList());
        }
        return strangers;
    }

    private static Stranger stranger(TaskRow row) {
        Content content = Content.of(row.content());
        String text = content instanceof Content.Ranking ranking
                ? ranking.candidates().get(0)
                : ((Content.Document) content).text();
        return new Stranger(row.id(), text);
    }

    private static Map<Split, ExampleFigures> figures(JavaRDD<MadeRow> made) {
        List<Tuple2<Split, ExampleFigures>> parts = made.mapPartitions(rows -> {
                    Map<Split, ExampleFigures> part = new EnumMap<>(Split.class);
                    rows.forEachRemaining(
                            row -> add(row, part.computeIfAbsent(row.split(), unseen -> new ExampleFigures())));
                    return part.entrySet().stream()
                            .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
                            .iterator();
                })
                .collect();
        Map<Split, ExampleFigures> figures = new EnumMap<>(Split.class);
        parts.forEach(part -> figures.computeIfAbsent(part._1(), unseen -> new ExampleFigures())
                .add(part._2()));
        return figures;
    }

    private static void add(MadeRow of, ExampleFigures figures) {
        Made row = of.made();
        if (row.dropped() == null) {
            figures.add(of.group(), of.exampleCount());
        }
        long tokens = row.examples().stream()
                .mapToLong(example -> example.inputIds().length)
                .sum();
        figures.add(
                row.dropped(), row.examples().size(), tokens, row.truncated() ? 1 : 0, row.ordinary(), row.unknown());
    }

    /** Which examples these are. */
    Kind kind() {
        return kind;
    }

    /** The rows that examples were made of, in no order. */
    JavaRDD<MadeRow> rows() {
        return made.filter(row -> row.made().dropped() == null);
    }

    /** The rows from which no example came. */
    JavaRDD<DroppedRow> lost() {
        return made.filter(row -> row.lost() != null).map(row -> Objects.requireNonNull(row.lost()));
    }

    Map<Split, SplitResult> results() {
        return results;
    }

    /** How many examples came of a split's rows, each taken once. */
    long examples(Split split) {
        return figures.getOrDefault(split, new ExampleFigures()).examples();
    }

    /** How often each row is taken. */
    SampledRows sampled(RunConfig config, List<String> labels) {
        Map<Split, Map<RowGroup, SampleCounts>> groups = new EnumMap<>(Split.class);
        figures.forEach((split, found) -> groups.put(split, found.groups()));
        return SampledRows.of(config, labels, rows(), groups);
    }

    /** What the writer of shards takes out of rows that are sampled. */
    static ExampleSource<MadeRow> source(Sampling sampling) {
        return new Examples(sampling);
    }

    @Override
    public void close() {
        made.unpersist();
    }
}
