package io.joyul.config;

import java.util.Optional;

/**
 * Masked-language-model training before the fine-tuning.
 *
 * @param text plain text lines to train on, a path or glob; absent: the texts of the training rows
 * @param epochs passes over the masked examples
 * @param learningRate AdamW's peak
 * @param warmupRatio share of all steps over which the rate climbs from 0; it then falls linearly to 0
 */
public record PretrainConfig(
        Optional<String> text,
        @Default("3") @Within("[1, 10000]") int epochs,
        @Default("0.0005") @Within("(0, 1]") double learningRate,
        @Default("0.1") @Within("[0, 1)") double warmupRatio) {}
