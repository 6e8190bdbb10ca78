package io.joyul.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The median stopping rule (Golovin et al. 2017, "Google Vizier: A Service for Black-Box Optimization",
 * https://doi.org/10.1145/3097983.3098043): a trial ends when its best loss so far is worse than the median of what the
 * trials that went to the end had on average up to there.
 */
public final class MedianStopping implements Strategy {
    private final Sampler sampler;
    private final int trials;
    private final List<Integer> budgets;
    private final int grace;
    private final Map<Integer, List<Score>> curves = new HashMap<>();
    private final Set<Integer> whole = new HashSet<>();
    private final Set<Integer> running = new HashSet<>();
    private final List<Score> ends = new ArrayList<>();
    private int begun;

    /**
     * @param budgets where it looks
     * @param grace trials that must have gone to the end before any is stopped
     */
    public MedianStopping(Sampler sampler, int trials, List<Integer> budgets, int grace) {
        this.sampler = sampler;
        this.trials = trials;
        this.budgets = List.copyOf(budgets);
        this.grace = grace;
    }

    @Override
    public Optional<Assignment> next() {
        if (begun == trials) {
            return Optional.empty();
        }
        running.add(begun);
        Point point = sampler.propose(begun, ends);
        return Optional.of(Assignment.of(begun++, point, budgets.get(0)));
    }

    private int whole() {
        return budgets.get(budgets.size() - 1);
    }

    @Override
    public Verdict report(Score score) {
        List<Score> curve = curves.computeIfAbsent(score.trial(), trial -> new ArrayList<>());
        curve.add(score);
        if (score.budget() == whole()) {
            whole.add(score.trial());
            end(score);
            return Verdict.DONE;
        }
        double best = curve.stream().mapToDouble(Score::loss).min().orElse(Double.POSITIVE_INFINITY);
        if (whole.size() < Math.max(1, grace) || best <= medianUpTo(score.budget())) {
            return Verdict.GO_ON;
        }
        end(score);
        return Verdict.STOP;
    }

    private void end(Score score) {
        ends.add(score);
        running.remove(score.trial());
    }

    private double medianUpTo(int budget) {
        double[] means = whole.stream()
                .mapToDouble(trial -> curves.getOrDefault(trial, List.of()).stream()
                        .filter(score -> score.budget() <= budget)
                        .mapToDouble(Score::loss)
                        .average()
                        .orElse(Double.POSITIVE_INFINITY))
                .sorted()
                .toArray();
        int middle = means.length / 2;
        return means.length % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
    }

    @Override
    public void failed(int trial) {
        running.remove(trial);
    }

    @Override
    public boolean isOver() {
        return begun == trials && running.isEmpty();
    }

    @Override
    public double share() {
        return Math.min(1, (double) begun / trials);
    }

    @Override
    public List<Integer> budgets() {
        return budgets;
    }
}
