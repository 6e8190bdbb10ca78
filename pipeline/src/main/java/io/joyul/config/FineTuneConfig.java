package io.joyul.config;

/**
 * Fine-tuning on the labels.
 *
 * @param epochs passes over the labelled examples
 * @param learningRate AdamW's peak
 * @param warmupRatio share of all steps over which the rate climbs from 0; it then falls linearly to 0
 * @param compareFromScratch also train the same model from random weights, so the report shows what pretraining gains
 */
public record FineTuneConfig(
        @Default("3") @Within("[1, 10000]") int epochs,
        @Default("0.0002") @Within("(0, 1]") double learningRate,
        @Default("0.1") @Within("[0, 1)") double warmupRatio,
        @Default("false") boolean compareFromScratch) {}
