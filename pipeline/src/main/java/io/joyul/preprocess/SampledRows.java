package io.joyul.preprocess;

import io.joyul.config.PretrainConfig;
import io.joyul.config.RunConfig;
import io.joyul.config.TextSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How often each row of a run becomes an example, and what each class and source contributes.
 *
 * @param shares the classes in the order of their indices, then the sources in the order of the run file
 */
public record SampledRows(Sampling sampling, List<ExampleShare> shares) {
    public SampledRows {
        shares = List.copyOf(shares);
    }

    /** Balances classes and mixes sources as the run file says. */
    public static SampledRows of(RunConfig config, List<String> labels, TokenizedRows rows) {
        List<TextSource> texts = config.pretrain().map(PretrainConfig::texts).orElse(List.of());
        long[] classes = rows.rowsByLabel(Split.TRAIN, labels.size());
        long[] lines = rows.rowsByLabel(Split.PRETRAIN_TEXT, texts.size());
        double temperature = config.pretrain().map(PretrainConfig::temperature).orElse(1.0);
        Sampling sampling = Sampling.of(
                Sampling.balanced(classes, config.preprocess().sampling()),
                Sampling.mixed(lines, texts.stream().map(TextSource::weight).toList(), temperature),
                config.seed());
        List<ExampleShare> shares = new ArrayList<>();
        add(shares, ExampleShare.CLASS, labels, classes, rows.examplesByLabel(Split.TRAIN, labels.size(), sampling));
        add(
                shares,
                ExampleShare.SOURCE,
                texts.stream().map(TextSource::path).toList(),
                lines,
                rows.examplesByLabel(Split.PRETRAIN_TEXT, texts.size(), sampling));
        return new SampledRows(sampling, shares);
    }

    private static void add(List<ExampleShare> shares, String kind, List<String> names, long[] rows, long[] examples) {
        long all = Math.max(1, Arrays.stream(examples).sum());
        for (int i = 0; i < names.size(); i++) {
            shares.add(new ExampleShare(kind, names.get(i), rows[i], examples[i], (double) examples[i] / all));
        }
    }

    /** Examples for each row of a split; 1 where rows are taken as they are. */
    public double growth(Split split) {
        long rows = Math.max(1, total(split, ExampleShare::rows));
        return (double) examples(split, rows) / rows;
    }

    /** Examples of a split of which so many rows are left. */
    public long examples(Split split, long rows) {
        return sampling.factors().containsKey(split) ? total(split, ExampleShare::examples) : rows;
    }

    private long total(Split split, ToLongFunction<ExampleShare> figure) {
        String kind = split == Split.TRAIN ? ExampleShare.CLASS : ExampleShare.SOURCE;
        return shares.stream()
                .filter(share -> share.kind().equals(kind))
                .mapToLong(figure)
                .sum();
    }
}
