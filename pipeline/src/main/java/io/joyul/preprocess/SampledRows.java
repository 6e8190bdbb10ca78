package io.joyul.preprocess;

import io.joyul.config.InputConfig;
import io.joyul.config.PretrainConfig;
import io.joyul.config.RunConfig;
import io.joyul.config.TextSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * How often each row to train on becomes an example, and what each class and source contributes.
 *
 * @param counts of the splits that are trained on
 * @param shares as {@link PreprocessResult} has them
 */
public record SampledRows(Sampling sampling, Map<Split, SampleCounts> counts, List<ExampleShare> shares) {
    public SampledRows {
        shares = List.copyOf(shares);
    }

    /**
     * Balances classes and mixes sources as the run file says.
     *
     * @param labels the classes in the order of their indices
     * @param rows of all splits
     * @param found the same by split and group, each taken once
     */
    public static SampledRows of(
            RunConfig config,
            List<String> labels,
            JavaRDD<? extends SampledRow> rows,
            Map<Split, Map<RowGroup, SampleCounts>> found) {
        InputConfig input = config.input();
        List<String> classes = input.task().classed() ? labels : List.of();
        Map<RowGroup, SampleCounts> training = found.getOrDefault(Split.TRAIN, Map.of());
        Map<RowGroup, SampleCounts> text = found.getOrDefault(Split.PRETRAIN_TEXT, Map.of());
        List<TextSource> texts = config.pretrain().map(PretrainConfig::texts).orElse(List.of());
        double temperature = config.pretrain().map(PretrainConfig::temperature).orElse(1.0);
        Map<Split, Map<RowGroup, Double>> factors = new EnumMap<>(Split.class);
        double[] byClass = Sampling.balanced(
                sums(training, classes.size(), RowGroup::label, SampleCounts::rows),
                config.preprocess().sampling());
        factors.put(
                Split.TRAIN,
                Sampling.factors(training.keySet(), byClass, mixed(training, input.sources(), input.temperature())));
        factors.put(
                Split.PRETRAIN_TEXT, Sampling.factors(text.keySet(), new double[0], mixed(text, texts, temperature)));
        Sampling sampling = Sampling.of(factors, config.seed());
        Map<RowGroup, SampleCounts> sampledTraining = sampled(Split.TRAIN, rows, training, sampling);
        Map<RowGroup, SampleCounts> sampledText = sampled(Split.PRETRAIN_TEXT, rows, text, sampling);

        List<ExampleShare> shares = new ArrayList<>();
        add(shares, ExampleShare.CLASS, classes, sampledTraining, RowGroup::label);
        add(shares, ExampleShare.TRAINING_SOURCE, paths(input.sources()), sampledTraining, RowGroup::origin);
        add(shares, ExampleShare.SOURCE, paths(texts), sampledText, RowGroup::origin);
        Map<Split, SampleCounts> counts = new EnumMap<>(Split.class);
        counts.put(Split.TRAIN, sum(sampledTraining));
        counts.put(Split.PRETRAIN_TEXT, sum(sampledText));
        return new SampledRows(sampling, counts, shares);
    }

    private static double[] mixed(Map<RowGroup, SampleCounts> groups, List<TextSource> sources, double temperature) {
        return Sampling.mixed(
                sums(groups, sources.size(), RowGroup::origin, SampleCounts::rows),
                sources.stream().map(TextSource::weight).toList(),
                temperature);
    }

    private static List<String> paths(List<TextSource> sources) {
        return sources.stream().map(TextSource::path).toList();
    }

    private static Map<RowGroup, SampleCounts> sampled(
            Split split, JavaRDD<? extends SampledRow> rows, Map<RowGroup, SampleCounts> found, Sampling sampling) {
        if (!sampling.factors().containsKey(split)) {
            return found;
        }
        return new HashMap<>(rows.filter(row -> row.split() == split)
                .mapToPair(row -> new Tuple2<>(
                        row.group(),
                        SampleCounts.of(sampling.copies(split, row.group(), row.id()), row.exampleCount())))
                .reduceByKey(SampleCounts::plus)
                .collectAsMap());
    }

    private static SampleCounts sum(Map<RowGroup, SampleCounts> groups) {
        return groups.values().stream().reduce(SampleCounts.NONE, SampleCounts::plus);
    }

    private static long[] sums(
            Map<RowGroup, SampleCounts> groups,
            int places,
            ToIntFunction<RowGroup> place,
            ToLongFunction<SampleCounts> figure) {
        long[] sums = new long[places];
        if (places > 0) {
            groups.forEach((group, counts) -> sums[place.applyAsInt(group)] += figure.applyAsLong(counts));
        }
        return sums;
    }

    private static void add(
            List<ExampleShare> shares,
            String kind,
            List<String> names,
            Map<RowGroup, SampleCounts> groups,
            ToIntFunction<RowGroup> place) {
        long[] rows = sums(groups, names.size(), place, SampleCounts::rows);
        long[] examples = sums(groups, names.size(), place, SampleCounts::examples);
        long all = Math.max(1, Arrays.stream(examples).sum());
        for (int i = 0; i < names.size(); i++) {
            shares.add(new ExampleShare(kind, names.get(i), rows[i], examples[i], (double) examples[i] / all));
        }
    }

    /** How often a row of a split is taken on average. */
    public double growth(Split split) {
        SampleCounts count = counts.getOrDefault(split, SampleCounts.NONE);
        return count.rows() == 0 ? 1 : (double) count.taken() / count.rows();
    }

    /** Examples that come of a split of which so many would come without sampling. */
    public long examples(Split split, long otherwise) {
        return sampling.factors().containsKey(split)
                ? counts.getOrDefault(split, SampleCounts.NONE).examples()
                : otherwise;
    }

    /** Closes the books of the sampling over each split in which rows were repeated or left out. */
    public PreprocessResult balanced(PreprocessResult result) {
        PreprocessResult balanced = result;
        for (Split split : sampling.factors().keySet()) {
            SplitResult handedOn = result.splits().get(split.label());
            if (handedOn != null) {
                balanced = balanced.with(RowBalance.sampled(
                        split.label(), handedOn.rowsKept(), counts.getOrDefault(split, SampleCounts.NONE)));
            }
        }
        return balanced;
    }
}
