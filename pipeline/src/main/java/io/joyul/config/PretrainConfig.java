package io.joyul.config;

import java.util.List;
import java.util.Optional;

/**
 * Masked-language-model training before the fine-tuning.
 *
 * @param text plain text lines to train on, a path or glob; absent: the texts of the training rows
 * @param sources several such, in place of {@code text}, mixed by weight
 * @param temperature of the mixture: at 1 the lines of all sources count alike but for their weights, the higher it is
 *     the more small sources are repeated and large ones thinned
 * @param epochs passes over the masked examples
 * @param learningRate AdamW's peak
 * @param warmupRatio share of all steps over which the rate climbs
 * @param schedule how it goes on then
 * @param earlyStopping when the stage ends before its last epoch; absent: never
 */
public record PretrainConfig(
        Optional<String> text,
        @Default("[]") List<TextSource> sources,
        @Default("1.0") @Within("[1, 1000]") double temperature,
        @Default("3") @Within("[1, 10000]") int epochs,
        @Default("0.0005") @Within("(0, 1]") double learningRate,
        @Default("0.1") @Within("[0, 1)") double warmupRatio,
        ScheduleConfig schedule,
        Optional<EarlyStoppingConfig> earlyStopping) {

    public PretrainConfig {
        sources = List.copyOf(sources);
    }

    /** Where the text lies; empty when the training rows are pretrained on. */
    public List<TextSource> texts() {
        return sources.isEmpty()
                ? text.map(path -> List.of(new TextSource(path, 1))).orElse(List.of())
                : sources;
    }
}
