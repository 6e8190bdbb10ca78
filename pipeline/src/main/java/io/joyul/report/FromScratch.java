package io.joyul.report;

import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.PairedComparison;

/**
 * The same model tuned from random weights, on the same examples.
 *
 * @param result its figures
 * @param gain of the pretrained model over it
 */
public record FromScratch(ClassificationResult result, PairedComparison gain) {}
