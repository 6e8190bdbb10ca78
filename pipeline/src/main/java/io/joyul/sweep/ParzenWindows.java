package io.joyul.sweep;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The adaptive Parzen estimator of Bergstra et al. 2011 over one dimension: a mixture of one kernel at each value seen and
 * one for what was believed before. Numbers have normal kernels cut off at the ends, as wide as the gap to the farther
 * neighbour; where there are finitely many values, a value has the mass of its part. Values without an order are counted,
 * each once beforehand.
 */
final class ParzenWindows {
    /** The kernel of what was believed before lies in the middle and is as wide as everything. */
    private static final double PRIOR_CENTRE = 0.5;

    private static final double PRIOR_WIDTH = 1;
    private static final int MOST_KERNELS_FOR_WIDTH = 100;

    private final Dimension dimension;
    private final double[] centres;
    private final double[] widths;

    /**
     * @param places of the values seen
     */
    ParzenWindows(Dimension dimension, double[] places) {
        this.dimension = dimension;
        double[] sorted = Arrays.copyOf(places, places.length + 1);
        sorted[places.length] = PRIOR_CENTRE;
        Arrays.sort(sorted);
        this.centres = sorted;
        this.widths = widths(sorted);
    }

    private static double[] widths(double[] centres) {
        double narrowest = PRIOR_WIDTH / Math.min(MOST_KERNELS_FOR_WIDTH, centres.length + 1);
        double[] widths = new double[centres.length];
        boolean prior = false;
        for (int i = 0; i < centres.length; i++) {
            double left = i == 0 ? 0 : centres[i - 1];
            double right = i == centres.length - 1 ? 1 : centres[i + 1];
            double gap = Math.max(centres[i] - left, right - centres[i]);
            widths[i] = Math.min(PRIOR_WIDTH, Math.max(narrowest, gap));
            if (!prior && centres[i] == PRIOR_CENTRE) {
                widths[i] = PRIOR_WIDTH;
                prior = true;
            }
        }
        return widths;
    }

    /** A place drawn from the mixture. */
    double draw(SplittableRandom random) {
        if (!dimension.isOrdered()) {
            int values = dimension.values();
            int seen = centres.length - 1;
            // The prior counts each value once.
            return random.nextInt(seen + values) < values ? random.nextDouble() : anySeen(random);
        }
        int kernel = random.nextInt(centres.length);
        while (true) {
            double place = centres[kernel] + widths[kernel] * gaussian(random);
            if (place >= 0 && place <= 1) {
                return place;
            }
        }
    }

    private double anySeen(SplittableRandom random) {
        int skip = Arrays.binarySearch(centres, PRIOR_CENTRE);
        int pick = random.nextInt(centres.length - 1);
        return centres[pick < skip ? pick : pick + 1];
    }

    /** The density at a place, or the mass of its part. */
    double density(double place) {
        int values = dimension.values();
        if (values == 0) {
            double sum = 0;
            for (int i = 0; i < centres.length; i++) {
                sum += Normal.density((place - centres[i]) / widths[i]) / widths[i] / inside(i);
            }
            return sum / centres.length;
        }
        int part = Math.min(values - 1, (int) (place * values));
        double low = (double) part / values;
        double high = (part + 1.0) / values;
        return dimension.isOrdered() ? mass(low, high) : count(low, high) / (centres.length - 1 + values);
    }

    private double mass(double low, double high) {
        double sum = 0;
        for (int i = 0; i < centres.length; i++) {
            double below = Normal.below((low - centres[i]) / widths[i]);
            double above = Normal.below((high - centres[i]) / widths[i]);
            sum += (above - below) / inside(i);
        }
        return sum / centres.length;
    }

    private double count(double low, double high) {
        double seen = 1;
        boolean prior = false;
        for (double centre : centres) {
            boolean isPrior = !prior && centre == PRIOR_CENTRE;
            prior |= isPrior;
            seen += !isPrior && centre >= low && centre < high ? 1 : 0;
        }
        return seen;
    }

    private double inside(int kernel) {
        return Normal.below((1 - centres[kernel]) / widths[kernel])
                - Normal.below((0 - centres[kernel]) / widths[kernel]);
    }

    /** Java 17's SplittableRandom has a nextGaussian whose algorithm may change; this one stays (Box and Muller 1958). */
    static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
