package io.joyul.sweep;

import java.util.List;

/** Says which point a new trial tries. */
public sealed interface Sampler permits GridPoints, RandomPoints, SobolPoints, ParzenTree, DensityRatio {
    /**
     * The point of a trial. Depends on nothing but the arguments and the sampler's seed.
     *
     * @param trial counted from 0
     * @param scores all that is known of earlier trials, in the order in which it became known
     */
    Point propose(int trial, List<Score> scores);
}
