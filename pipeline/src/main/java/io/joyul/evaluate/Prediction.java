package io.joyul.evaluate;

import java.util.List;

/**
 * What a classifier makes of a text.
 *
 * @param labels all classes
 * @param scores (C), the probability of each class; they add up to 1
 */
public record Prediction(List<String> labels, double[] scores) {
    /** By softmax, from logits (C). */
    static Prediction of(List<String> labels, float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] scores = new double[logits.length];
        double sum = 0;
        for (int label = 0; label < logits.length; label++) {
            // Less the largest, so that no exponential overflows.
            scores[label] = Math.exp(logits[label] - largest);
            sum += scores[label];
        }
        for (int label = 0; label < logits.length; label++) {
            scores[label] /= sum;
        }
        return new Prediction(labels, scores);
    }

    /** The most probable class; of equal ones the first. */
    public String label() {
        return labels.get(best());
    }

    /** The probability of the most probable class. */
    public double score() {
        return scores[best()];
    }

    private int best() {
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
            best = scores[label] > scores[best] ? label : best;
        }
        return best;
    }
}
