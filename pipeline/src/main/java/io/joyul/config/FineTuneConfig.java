package io.joyul.config;

/**
 * Fine-tuning on the labels.
 *
 * @param epochs passes over the labelled examples
 * @param learningRate AdamW's peak
 * @param warmupRatio share of all steps over which the rate climbs from 0; it then falls linearly to 0
 * @param compareFromScratch also train the same model from random weights, so the report shows what pretraining gains
 */
public record FineTuneConfig(int epochs, double learningRate, double warmupRatio, boolean compareFromScratch) {}
