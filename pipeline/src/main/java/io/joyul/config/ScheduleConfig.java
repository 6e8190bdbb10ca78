package io.joyul.config;

import java.util.Optional;

/**
 * How the learning rate goes on after the warm-up. A parameter is given for the kinds that it names alone.
 *
 * @param kind of the curve
 * @param floor cosine, reduce-on-plateau: the lowest share of the peak (0)
 * @param cycles cosine: times that the rate goes down, with restarts at the peak between (1)
 * @param ratio slanted-triangular: how much smaller the lowest rate is than the peak (32)
 * @param startDivisor one-cycle: the first rate is the peak divided by it (25)
 * @param endDivisor one-cycle: the last rate is the first divided by it (10000)
 * @param factor reduce-on-plateau: what the rate is multiplied with (0.1)
 * @param patience reduce-on-plateau: epochs without a better dev loss that are let pass (1)
 * @param threshold reduce-on-plateau: share by which a loss must be below the best to be better (0.0001)
 * @param cooldown reduce-on-plateau: epochs after a cut that do not count (0)
 */
public record ScheduleConfig(
        @Default("linear") Kind kind,
        @Within("[0, 1)") Optional<Double> floor,
        @Within("[1, 1000]") Optional<Integer> cycles,
        @Within("[1, 1000000]") Optional<Double> ratio,
        @Within("[1, 1000000]") Optional<Double> startDivisor,
        @Within("[1, 1000000000]") Optional<Double> endDivisor,
        @Within("(0, 1)") Optional<Double> factor,
        @Within("[0, 10000]") Optional<Integer> patience,
        @Within("[0, 1)") Optional<Double> threshold,
        @Within("[0, 10000]") Optional<Integer> cooldown) {

    /** The curves. */
    public enum Kind {
        /** The peak to the end. */
        CONSTANT,
        /** Down to 0 in a straight line. */
        LINEAR,
        /** Down along half a cosine. */
        COSINE,
        /** A short climb and a long fall, both straight. */
        SLANTED_TRIANGULAR,
        /** As one over the root of the step. */
        INVERSE_ROOT,
        /** Up and far down along cosines. */
        ONE_CYCLE,
        /** Down whenever the dev split's loss has not fallen for a while. */
        REDUCE_ON_PLATEAU
    }
}
