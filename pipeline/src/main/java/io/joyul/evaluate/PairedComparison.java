package io.joyul.evaluate;

import java.io.Serializable;

/**
 * How much better one model is than another on the same examples. Both are resampled together, so what is easy or hard
 * for both cancels out and the intervals are narrower than those of two separate evaluations.
 *
 * @param accuracyGain candidate minus baseline
 * @param macroF1Gain candidate minus baseline
 */
public record PairedComparison(Interval accuracyGain, Interval macroF1Gain) implements Serializable {

    /**
     * Compares two tallies.
     *
     * @throws IllegalArgumentException when they did not count the same labelled examples with the same seed and number
     *     of replicates
     */
    public static PairedComparison of(ClassificationTally candidate, ClassificationTally baseline) {
        if (!candidate.pairsWith(baseline)) {
            throw new IllegalArgumentException("two models can be compared in pairs only where both were judged on the"
                    + " same labelled examples, with the same bootstrap seed and number of samples");
        }
        ConfusionMatrix ours = candidate.confusion();
        ConfusionMatrix theirs = baseline.confusion();
        return new PairedComparison(
                Interval.of(
                        ours.accuracy() - theirs.accuracy(),
                        differences(
                                candidate.bootstrap().accuracies(),
                                baseline.bootstrap().accuracies())),
                Interval.of(
                        ours.macroF1() - theirs.macroF1(),
                        differences(
                                candidate.bootstrap().macroF1s(),
                                baseline.bootstrap().macroF1s())));
    }

    private static double[] differences(double[] ours, double[] theirs) {
        double[] differences = new double[ours.length];
        for (int replicate = 0; replicate < ours.length; replicate++) {
            differences[replicate] = ours[replicate] - theirs[replicate];
        }
        return differences;
    }
}
