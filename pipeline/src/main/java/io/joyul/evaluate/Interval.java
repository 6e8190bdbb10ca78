package io.joyul.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A figure with its 95 % percentile interval over bootstrap replicates.
 *
 * @param estimate on all examples, each counted once
 * @param low the 2.5 % quantile; NaN when no replicate could be computed
 * @param high the 97.5 % quantile; NaN when no replicate could be computed
 */
public record Interval(double estimate, double low, double high) implements Serializable {
    private static final double TAIL = 0.025;

    /** The interval of {@code replicates}, of which NaN ones, those that drew no example, are left out. */
    static Interval of(double estimate, double[] replicates) {
        double[] sorted = Arrays.stream(replicates)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return new Interval(estimate, quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
    }

    /** Whether the interval is there and leaves zero out: a difference that chance alone hardly explains. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }

    /** Linear between order statistics, numpy's default. */
    private static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
