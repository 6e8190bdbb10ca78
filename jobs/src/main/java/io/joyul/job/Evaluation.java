package io.joyul.job;

import io.joyul.evaluate.ClassificationResult;
import io.joyul.report.FromScratch;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation stage found; kept in its record.
 *
 * @param split that it was made on
 * @param tuned figures of the tuned model
 * @param fromScratch null when the run file asks for no comparison
 */
record Evaluation(
        String split, ClassificationResult tuned, @Nullable FromScratch fromScratch) {}
