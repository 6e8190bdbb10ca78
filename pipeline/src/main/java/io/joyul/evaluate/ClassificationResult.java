package io.joyul.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * The figures of a classification evaluation. Jackson reads and writes it.
 *
 * @param labelNames class names by index
 * @param accuracy with its interval
 * @param macroF1 over the classes that occur among labels or predictions, with its interval
 * @param logLoss mean negative log-likelihood, in nats
 * @param expectedCalibrationError over {@code calibration}
 * @param brier mean squared distance of the probabilities from the truth, summed over classes: 0 to 2
 * @param majorityShare the accuracy of always naming the commonest class
 * @param calibration bins by rising confidence
 * @param worstMistakes the most confident wrong predictions, the worst first
 */
public record ClassificationResult(
        List<String> labelNames,
        long examples,
        Interval accuracy,
        Interval macroF1,
        double logLoss,
        double expectedCalibrationError,
        double brier,
        double matthewsCorrelation,
        double majorityShare,
        List<ClassScore> classes,
        ConfusionMatrix confusion,
        List<CalibrationBin> calibration,
        List<Mistake> worstMistakes)
        implements Serializable {

    public ClassificationResult {
        labelNames = List.copyOf(labelNames);
        classes = List.copyOf(classes);
        calibration = List.copyOf(calibration);
        worstMistakes = List.copyOf(worstMistakes);
    }
}
