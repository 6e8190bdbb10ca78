package io.joyul.preprocess;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What preprocessing made.
 *
 * @param splits by name: {@code train}, {@code dev}, {@code test}, {@code pretrain-text}; only those of the run file
 * @param labels the classes in the order of their indices
 * @param labelNames what reports call the classes, in the same order
 * @param samples rows that rules took out, a few of each rule in each split
 * @param vocabularySize entries of the tokenizer
 * @param tokenizerSha256 of {@code tokenizer.json}
 * @param shares the classes in the order of their indices, then the sources of the training rows and those of the text to pretrain
 *     on, in the order of the run file
 */
public record PreprocessResult(
        Map<String, SplitResult> splits,
        List<String> labels,
        List<String> labelNames,
        List<DroppedRow> samples,
        int vocabularySize,
        String tokenizerSha256,
        List<ExampleShare> shares) {
    public PreprocessResult {
        splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
        labels = List.copyOf(labels);
        labelNames = List.copyOf(labelNames);
        samples = List.copyOf(samples);
        shares = List.copyOf(shares);
    }

    /** Training examples of each class, in the order of their indices; none for a task without classes. */
    public List<Long> classExamples() {
        return shares.stream()
                .filter(share -> share.kind().equals(ExampleShare.CLASS))
                .map(ExampleShare::examples)
                .toList();
    }

    /** The same with the books of one more stage. */
    public PreprocessResult with(RowBalance balance) {
        Map<String, SplitResult> longer = new LinkedHashMap<>(splits);
        longer.computeIfPresent(balance.split(), (split, result) -> result.with(balance));
        return new PreprocessResult(longer, labels, labelNames, samples, vocabularySize, tokenizerSha256, shares);
    }
}
