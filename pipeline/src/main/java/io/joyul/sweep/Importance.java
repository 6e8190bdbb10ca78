package io.joyul.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much of what trials differ in is due to one key alone: the main effects of a functional analysis of variance over a
 * forest of random regression trees (Hutter, Hoos and Leyton-Brown 2014, "An Efficient Approach for Assessing
 * Hyperparameter Importance", https://proceedings.mlr.press/v32/hutter14.html). What is left to 1 is due to keys acting
 * together.
 *
 * @param share of the variance, 0 to 1
 */
public record Importance(String key, double share) {
    private static final int TREES = 64;
    /** Fewer points say nothing. */
    private static final int LEAST_TRIALS = 6;
    /** Where a trial lacks a key, it counts as the middle. */
    private static final double ABSENT = 0.5;

    /**
     * Of every key, the largest first, over trials that were compared after the same budget; empty where there are too
     * few of them.
     *
     * @param scores of trials; the budget that most of them reached is looked at
     */
    public static List<Importance> of(Space space, List<Score> scores) {
        int budget = Ranked.commonestBudget(scores);
        List<Score> compared = scores.stream()
                .filter(score -> score.budget() == budget && Double.isFinite(score.loss()))
                .toList();
        if (compared.size() < LEAST_TRIALS) {
            return List.of();
        }
        List<double[]> places = compared.stream()
                .map(score -> present(space.places(score.point())))
                .toList();
        List<Double> losses = compared.stream().map(Score::loss).toList();
        double[] shares = new double[space.size()];
        int counted = 0;
        for (int tree = 0; tree < TREES; tree++) {
            SplittableRandom random = Draws.of(0, tree);
            List<double[]> drawnPlaces = new ArrayList<>();
            List<Double> drawnLosses = new ArrayList<>();
            for (int i = 0; i < places.size(); i++) {
                int row = random.nextInt(places.size());
                drawnPlaces.add(places.get(row));
                drawnLosses.add(losses.get(row));
            }
            VarianceTree grown = new VarianceTree(drawnPlaces, drawnLosses, random);
            double variance = grown.variance();
            if (variance > 0) {
                counted++;
                for (int i = 0; i < shares.length; i++) {
                    shares[i] += grown.variance(i) / variance;
                }
            }
        }
        List<Importance> importances = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            importances.add(new Importance(space.dimensions().get(i).key(), shares[i] / Math.max(1, counted)));
        }
        importances.sort(Comparator.comparingDouble(Importance::share).reversed());
        return importances;
    }

    private static double[] present(double[] places) {
        double[] present = places.clone();
        for (int i = 0; i < present.length; i++) {
            present[i] = Double.isNaN(present[i]) ? ABSENT : present[i];
        }
        return present;
    }
}
