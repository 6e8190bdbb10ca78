package io.joyul.objective;

import java.util.List;

/**
 * How much each class counts in the loss. Weights are scaled so that a training example counts 1 on average, and a
 * learning rate means what it means without them. A class without examples counts nothing.
 */
public final class ClassWeights {
    private ClassWeights() {}

    /** All classes alike. */
    public static float[] none() {
        return new float[0];
    }

    /** In inverse proportion to the examples of each class. */
    public static float[] inverseFrequency(List<Long> examples) {
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1.0 / (double) Math.max(1, examples.get(i));
        }
        return scaled(weights, examples);
    }

    /**
     * In inverse proportion to the effective number of the examples of each class, {@code (1 − β^n) / (1 − β)} (Cui et al.
     * 2019, https://arxiv.org/abs/1901.05555). The paper scales to a mean of 1 over the classes instead.
     *
     * @param beta β in [0, 1)
     */
    public static float[] effectiveNumber(List<Long> examples, double beta) {
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (1 - beta) / (1 - Math.pow(beta, (double) Math.max(1, examples.get(i))));
        }
        return scaled(weights, examples);
    }

    private static float[] scaled(double[] weights, List<Long> examples) {
        double all = 0;
        double weighted = 0;
        for (int i = 0; i < weights.length; i++) {
            all += examples.get(i);
            weighted += weights[i] * examples.get(i);
        }
        float[] scaled = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            scaled[i] = examples.get(i) == 0 ? 0 : (float) (weights[i] * all / weighted);
        }
        return scaled;
    }
}
