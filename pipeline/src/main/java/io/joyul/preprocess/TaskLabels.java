package io.joyul.preprocess;

import io.joyul.config.InputConfig;
import io.joyul.config.InputConfig.Task;
import io.joyul.error.JoyulException;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Finds the classes or tags that the content of rows bears. */
final class TaskLabels {
    private TaskLabels() {}

    /**
     * The classes in the order of their indices; none for a task without.
     *
     * @param rows with the columns of {@link Cleaning#distinct}
     * @throws JoyulException {@code LABEL_UNKNOWN}
     */
    static List<String> known(Dataset<Row> rows, InputConfig input) {
        Task task = input.task();
        return switch (task) {
            case PAIRS, DOCUMENTS, TAGS -> count(rows, task).known(input);
            case CLASSIFICATION,
                    SPANS,
                    CAUSAL,
                    DENOISING,
                    REPLACED_TOKENS,
                    NEXT_SENTENCE,
                    SENTENCE_ORDER,
                    DIALOGUE,
                    PREFERENCE,
                    RANKING -> List.of();
        };
    }

    private static LabelCounts count(Dataset<Row> rows, Task task) {
        JavaPairRDD<Tuple2<String, String>, Long> counts = rows.toJavaRDD()
                .flatMapToPair(row -> labels(task, row.getString(2)).stream()
                        .map(label -> new Tuple2<>(new Tuple2<>(row.getString(0), label), 1L))
                        .iterator())
                .reduceByKey(Long::sum);
        LabelCounts labels = new LabelCounts();
        counts.collect()
                .forEach(count ->
                        labels.add(Split.of(count._1()._1()), count._1()._2(), count._2()));
        return labels;
    }

    private static List<String> labels(Task task, String content) {
        return switch (task) {
            case PAIRS -> List.of(Content.of(content, Content.Pair.class).label());
            case DOCUMENTS ->
                List.of(String.valueOf(
                        Content.of(content, Content.Document.class).label()));
            case TAGS ->
                Content.of(content, Content.Tagged.class).tags().stream()
                        .distinct()
                        .toList();
            case CLASSIFICATION,
                    SPANS,
                    CAUSAL,
                    DENOISING,
                    REPLACED_TOKENS,
                    NEXT_SENTENCE,
                    SENTENCE_ORDER,
                    DIALOGUE,
                    PREFERENCE,
                    RANKING -> List.of();
        };
    }
}
