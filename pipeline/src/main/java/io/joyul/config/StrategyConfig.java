package io.joyul.config;

import java.util.Optional;

/**
 * Which trials a sweep has, and how long each trains.
 *
 * @param kind of the strategy
 * @param trials that are begun; for population, its members; hyperband and bohb: a round of all brackets unless given;
 *     has no meaning for grid
 * @param sampler of the points of asha, hyperband, median-stopping and population (random)
 * @param unit of all budgets
 * @param minBudget asha, hyperband, bohb: of the lowest rung (1)
 * @param maxBudget of a whole trial; in epochs it is {@code train.epochs} and has no meaning here
 * @param eta asha, hyperband, bohb: one trial of so many goes on to the next rung (3)
 * @param interval median-stopping, population: budget between two looks (1)
 * @param grace median-stopping: trials that must have ended before one is stopped (5)
 * @param gridPoints grid: values of each continuum (3)
 * @param startup tpe: trials that are random (10)
 */
public record StrategyConfig(
        @Default("random") Kind kind,
        @Within("[1, 100000]") Optional<Integer> trials,
        Optional<Sampler> sampler,
        @Default("epochs") Unit unit,
        @Within("[1, 1000000000]") Optional<Integer> minBudget,
        @Within("[1, 1000000000]") Optional<Integer> maxBudget,
        @Within("[2, 100]") Optional<Integer> eta,
        @Within("[1, 1000000000]") Optional<Integer> interval,
        @Within("[1, 100000]") Optional<Integer> grace,
        @Within("[1, 1000]") Optional<Integer> gridPoints,
        @Within("[1, 100000]") Optional<Integer> startup) {

    /** The strategies. */
    public enum Kind {
        GRID,
        RANDOM,
        SOBOL,
        TPE,
        ASHA,
        HYPERBAND,
        BOHB,
        MEDIAN_STOPPING,
        POPULATION;

        /** Whether trials stop at rungs, from which some go on. */
        public boolean hasRungs() {
            return this == ASHA || this == HYPERBAND || this == BOHB;
        }

        /** The name in a sweep file. */
        public String label() {
            return KeyNames.of(this);
        }
    }

    /** What proposes points. */
    public enum Sampler {
        RANDOM,
        SOBOL,
        TPE
    }

    /** What budgets count. */
    public enum Unit {
        EPOCHS,
        /** Optimizer steps. */
        STEPS;

        /** The name in a sweep file. */
        public String label() {
            return KeyNames.of(this);
        }
    }
}
