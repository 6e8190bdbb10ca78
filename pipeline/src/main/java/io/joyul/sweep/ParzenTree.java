package io.joyul.sweep;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization",
 * https://papers.nips.cc/paper/4443). The scores are cut into the good and the others; in each dimension that of some
 * candidates is taken which is likeliest among the good compared with the others. Scores count at the largest budget that
 * enough trials have reached. The good are a tenth of them, and at most 25, as Optuna has it; the paper took 0.15.
 *
 * @param startup trials that are random
 */
public record ParzenTree(Space space, long seed, int startup) implements Sampler {
    /** Trials that are random unless something else is asked for. */
    public static final int STARTUP = 10;

    private static final int CANDIDATES = 24;
    private static final double GOOD_SHARE = 0.1;
    private static final int MOST_GOOD = 25;

    @Override
    public Point propose(int trial, List<Score> scores) {
        int budget = Ranked.largestBudget(scores, startup).orElse(0);
        List<Score> ranked = Ranked.bestFirst(
                scores.stream().filter(score -> score.budget() == budget).toList());
        if (ranked.isEmpty()) {
            return new RandomPoints(space, seed).propose(trial, scores);
        }
        int good = Math.min(MOST_GOOD, (int) Math.ceil(GOOD_SHARE * ranked.size()));
        SplittableRandom random = Draws.of(seed, trial);
        double[] places = new double[space.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = best(
                    new ParzenWindows(space.dimensions().get(i), places(ranked.subList(0, good), i)),
                    new ParzenWindows(space.dimensions().get(i), places(ranked.subList(good, ranked.size()), i)),
                    random);
        }
        return space.at(places);
    }

    private double[] places(List<Score> scores, int dimension) {
        return scores.stream()
                .mapToDouble(score -> space.places(score.point())[dimension])
                .filter(place -> !Double.isNaN(place))
                .toArray();
    }

    private static double best(ParzenWindows good, ParzenWindows others, SplittableRandom random) {
        double best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int candidate = 0; candidate < CANDIDATES; candidate++) {
            double place = good.draw(random);
            double ratio = Math.log(good.density(place)) - Math.log(others.density(place));
            if (ratio > highest) {
                highest = ratio;
                best = place;
            }
        }
        return best;
    }
}
