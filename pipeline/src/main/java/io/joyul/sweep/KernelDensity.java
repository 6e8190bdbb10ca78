package io.joyul.sweep;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A density over all dimensions: a product kernel at each point seen. Ordered dimensions have normal kernels, with the
 * bandwidth of the normal reference rule (Silverman 1986); the others that of Aitchison and Aitken 1976. Where a point
 * lacks a dimension it says nothing about it.
 */
final class KernelDensity {
    private static final double REFERENCE = 1.06;

    /**
     * Of everything. With the 1e-3 of BOHB's authors the first cluster of good points draws all that follow, for the
     * more they are the narrower it gets: on Branin's function the median of 63 searches of 196 trials ends at 0.545
     * instead of 0.417.
     */
    private static final double NARROWEST = 0.03;

    private final List<Dimension> dimensions;
    private final List<double[]> points;
    private final double[] widths;

    KernelDensity(List<Dimension> dimensions, List<double[]> points) {
        this.dimensions = dimensions;
        this.points = points;
        this.widths = new double[dimensions.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(i);
        }
    }

    private double width(int dimension) {
        double[] seen = points.stream()
                .mapToDouble(point -> point[dimension])
                .filter(place -> !Double.isNaN(place))
                .toArray();
        double mean = 0;
        for (double place : seen) {
            mean += place / seen.length;
        }
        double variance = 0;
        for (double place : seen) {
            variance += (place - mean) * (place - mean) / Math.max(1, seen.length - 1);
        }
        double rule = REFERENCE * Math.sqrt(variance) * Math.pow(Math.max(1, seen.length), -1.0 / (4 + widths.length));
        return Math.max(NARROWEST, rule);
    }

    /** The density at a point. */
    double at(double[] places) {
        double sum = Double.MIN_NORMAL;
        for (double[] point : points) {
            double product = 1;
            for (int i = 0; i < places.length; i++) {
                product *= kernel(i, places[i], point[i]);
            }
            sum += product / points.size();
        }
        return sum;
    }

    private double kernel(int dimension, double place, double centre) {
        if (Double.isNaN(place) || Double.isNaN(centre)) {
            return 1;
        }
        double width = widths[dimension];
        if (dimensions.get(dimension).isOrdered()) {
            return Normal.density((place - centre) / width) / width;
        }
        int values = dimensions.get(dimension).values();
        double away = away(width, values);
        boolean same = (int) (place * values) == (int) (centre * values);
        return values == 1 ? 1 : same ? 1 - away : away / (values - 1);
    }

    /** A point near one that was seen, chosen at random, with kernels wider by a factor. */
    double[] draw(SplittableRandom random, double wider) {
        double[] centre = points.get(random.nextInt(points.size()));
        double[] drawn = new double[centre.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = draw(i, centre[i], random, wider);
        }
        return drawn;
    }

    private double draw(int dimension, double centre, SplittableRandom random, double wider) {
        if (Double.isNaN(centre)) {
            return random.nextDouble();
        }
        Dimension of = dimensions.get(dimension);
        if (!of.isOrdered()) {
            return random.nextDouble() < away(widths[dimension], of.values()) ? random.nextDouble() : centre;
        }
        while (true) {
            double place = centre + wider * widths[dimension] * ParzenWindows.gaussian(random);
            if (place >= 0 && place <= 1) {
                return place;
            }
        }
    }

    /** The chance of another value. */
    private static double away(double width, int values) {
        return Math.min(width, (values - 1.0) / values);
    }
}
