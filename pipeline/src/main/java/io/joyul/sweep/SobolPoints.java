package io.joyul.sweep;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Quasi-random search: the points of {@link SobolSequence}, which leave no large hole, under one random digital shift for
 * each dimension (Owen 1998, "Randomly Permuted (t,m,s)-Nets"; L'Ecuyer and Lemieux 2002), so that sweeps of other seeds
 * try other points.
 */
public record SobolPoints(Space space, long seed) implements Sampler {
    /** Dimensions that it serves at most. */
    public static final int MOST_DIMENSIONS = SobolSequence.MOST_DIMENSIONS;

    @Override
    public Point propose(int trial, List<Score> scores) {
        SplittableRandom shifts = new SplittableRandom(seed);
        double[] places = new double[space.size()];
        for (int dimension = 0; dimension < places.length; dimension++) {
            int shift = shifts.nextInt(1 << SobolSequence.BITS);
            places[dimension] = (SobolSequence.bits(dimension, trial) ^ shift) / (double) (1 << SobolSequence.BITS);
        }
        return space.at(places);
    }
}
