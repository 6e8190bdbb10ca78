package io.joyul.sweep;

import io.joyul.config.StrategyConfig;
import io.joyul.config.StrategyConfig.Kind;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the strategy of a sweep out of what its file says. */
public final class Strategies {
    private static final int ETA = 3;
    private static final int GRACE = 5;
    private static final int GRID_POINTS = 3;

    private Strategies() {}

    /**
     * The strategy that a sweep file asks for.
     *
     * @param whole the budget of a whole trial
     * @throws JoyulException {@code CONFIG_INVALID} when the space is none for the strategy
     */
    public static Strategy of(StrategyConfig config, Space space, int whole, long seed) {
        int trials = config.trials().orElse(0);
        int least = config.minBudget().orElse(1);
        int eta = config.eta().orElse(ETA);
        if (least > whole) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "strategy.min-budget: must be at most the budget of a whole trial, which is " + whole + ", but is "
                            + least);
        }
        boolean sampled = config.sampler().equals(Optional.of(StrategyConfig.Sampler.SOBOL));
        if ((sampled || config.kind() == Kind.SOBOL) && space.size() > SobolPoints.MOST_DIMENSIONS) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "strategy." + (sampled ? "sampler" : "kind") + ": sobol serves " + SobolPoints.MOST_DIMENSIONS
                            + " keys at most, and the space has " + space.size());
        }
        Sampler sampler = sampler(config, space, seed);
        return switch (config.kind()) {
            case GRID -> {
                GridPoints grid = GridPoints.of(space, config.gridPoints().orElse(GRID_POINTS));
                yield new WholeTrials(grid, grid.points().size(), whole);
            }
            case RANDOM, SOBOL, TPE -> new WholeTrials(sampler, trials, whole);
            case ASHA -> new Asha(sampler, trials, least, whole, eta);
            case HYPERBAND, BOHB ->
                new Hyperband(
                        sampler,
                        config.trials().orElse(Hyperband.trialsOfARound(least, whole, eta)),
                        least,
                        whole,
                        eta);
            case MEDIAN_STOPPING ->
                new MedianStopping(
                        sampler, trials, looks(config, whole), config.grace().orElse(GRACE));
            case POPULATION -> new PopulationBased(space, sampler, trials, looks(config, whole), seed);
        };
    }

    private static List<Integer> looks(StrategyConfig config, int whole) {
        int interval = config.interval().orElse(1);
        return IntStream.rangeClosed(1, (whole + interval - 1) / interval)
                .map(look -> Math.min(whole, look * interval))
                .boxed()
                .toList();
    }

    private static Sampler sampler(StrategyConfig config, Space space, long seed) {
        ParzenTree tpe = new ParzenTree(space, seed, config.startup().orElse(ParzenTree.STARTUP));
        return switch (config.kind()) {
            case GRID, RANDOM -> new RandomPoints(space, seed);
            case SOBOL -> new SobolPoints(space, seed);
            case TPE -> tpe;
            case BOHB -> new DensityRatio(space, seed);
            case ASHA, HYPERBAND, MEDIAN_STOPPING, POPULATION ->
                switch (config.sampler().orElse(StrategyConfig.Sampler.RANDOM)) {
                    case RANDOM -> new RandomPoints(space, seed);
                    case SOBOL -> new SobolPoints(space, seed);
                    case TPE -> tpe;
                };
        };
    }
}
