package io.joyul.train;

/**
 * The gradient noise scale (McCandlish et al. 2018, https://arxiv.org/abs/1812.06162, appendix A.1): the batch size, in
 * targets, at which the gradient is as much noise as signal. A global batch far below it gains from growing; far above
 * it, more examples a step are wasted.
 *
 * <p>The mean gradient over n targets has, on average, the squared norm |G|² + S / n. The global batch gives one such
 * norm, its parts (the ranks or the micro-batches) give others with smaller n, and the two tell S and |G|² apart.
 */
final class NoiseScale {
    /** Squared norms and shares are kept to 2^−40. */
    static final double UNITS = 1L << 40;

    private double noise;
    private double signal;

    /**
     * What the parts of a step gave.
     *
     * @param count of them
     * @param squaredNorms sum of the squared norms of their mean gradients
     * @param shares sum of 1 / n
     */
    record Parts(long count, double squaredNorms, double shares) {
        static final Parts NONE = new Parts(0, 0, 0);

        Parts with(double squaredNormOfSum, double targets) {
            return targets == 0
                    ? this
                    : new Parts(
                            count + 1,
                            squaredNorms + rounded(squaredNormOfSum / (targets * targets)),
                            shares + rounded(1 / targets));
        }

        /** Whole multiples of a unit have the same sum in any order. */
        private static double rounded(double value) {
            return Math.rint(value * UNITS) / UNITS;
        }
    }

    /**
     * Adds a step.
     *
     * @param squaredNorm of the mean gradient over the global batch
     * @param targets in it
     */
    void add(Parts parts, double squaredNorm, double targets) {
        double share = parts.count() == 0 ? 0 : parts.shares() / parts.count();
        if (targets > 0 && share > 1.0001 / targets) {
            double ofStep = (parts.squaredNorms() / parts.count() - squaredNorm) / (share - 1 / targets);
            noise += ofStep;
            signal += squaredNorm - ofStep / targets;
        }
    }

    /** S / |G|² of the steps added, in targets; 0 where these do not tell. */
    double targets() {
        return noise > 0 && signal > 0 ? noise / signal : 0;
    }

    void reset() {
        noise = 0;
        signal = 0;
    }
}
