package io.joyul.sweep;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The model of BOHB (Falkner, Klein and Hutter 2018, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale",
 * https://arxiv.org/abs/1807.01774): two kernel density estimates over all dimensions at once, of the good points and of
 * the others, at the largest budget that has enough of both. A third of the points stays random, so that nothing is lost
 * to a wrong model.
 */
public record DensityRatio(Space space, long seed) implements Sampler {
    private static final double RANDOM_SHARE = 1 / 3.0;
    private static final double GOOD_SHARE = 0.15;
    private static final int CANDIDATES = 64;
    private static final double WIDER = 3;

    @Override
    public Point propose(int trial, List<Score> scores) {
        int least = space.size() + 1;
        int budget = Ranked.largestBudget(scores, least + 2).orElse(0);
        List<Score> ranked = Ranked.bestFirst(
                scores.stream().filter(score -> score.budget() == budget).toList());
        SplittableRandom random = Draws.of(seed, trial);
        if (random.nextDouble() < RANDOM_SHARE || ranked.isEmpty()) {
            // Drawn on from here: the numbers of RandomPoints begin with the one that has just said "random".
            return space.at(random.doubles(space.size()).toArray());
        }
        // Equation 3 of the paper: at least so many on either side, which may share the ones between.
        int good = Math.max(least, (int) (GOOD_SHARE * ranked.size()));
        int others = Math.max(least, (int) ((1 - GOOD_SHARE) * ranked.size()));
        KernelDensity best = density(ranked.subList(0, good));
        KernelDensity rest = density(ranked.subList(ranked.size() - others, ranked.size()));
        double[] chosen = best.draw(random, WIDER);
        double highest = ratio(best, rest, chosen);
        for (int candidate = 1; candidate < CANDIDATES; candidate++) {
            double[] places = best.draw(random, WIDER);
            double ratio = ratio(best, rest, places);
            if (ratio > highest) {
                highest = ratio;
                chosen = places;
            }
        }
        return space.at(chosen);
    }

    private KernelDensity density(List<Score> scores) {
        return new KernelDensity(
                space.dimensions(),
                scores.stream().map(score -> space.places(score.point())).toList());
    }

    private static double ratio(KernelDensity best, KernelDensity rest, double[] places) {
        return Math.log(best.at(places)) - Math.log(rest.at(places));
    }
}
