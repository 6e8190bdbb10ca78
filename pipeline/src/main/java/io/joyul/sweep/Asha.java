package io.joyul.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning",
 * https://arxiv.org/abs/1810.05934, algorithm 2). A free slot promotes the best trial that is among the first 1/η of its
 * rung; where there is none, it begins a new trial at the lowest. Nobody waits for a rung to be full.
 */
public final class Asha implements Strategy {
    private final Sampler sampler;
    private final int trials;
    private final int eta;
    private final List<Integer> budgets;
    private final List<List<Score>> rungs = new ArrayList<>();
    private final List<Set<Integer>> promoted = new ArrayList<>();
    private final List<Score> scores = new ArrayList<>();
    private final Set<Integer> running = new HashSet<>();
    private int begun;

    /**
     * @param trials that it begins
     * @param least budget of the lowest rung
     * @param most budget of the highest
     * @param eta one of so many goes on
     */
    public Asha(Sampler sampler, int trials, int least, int most, int eta) {
        this.sampler = sampler;
        this.trials = trials;
        this.eta = eta;
        this.budgets = Rungs.of(least, most, eta);
        for (int rung = 0; rung < budgets.size(); rung++) {
            rungs.add(new ArrayList<>());
            promoted.add(new HashSet<>());
        }
    }

    @Override
    public Optional<Assignment> next() {
        for (int rung = budgets.size() - 2; rung >= 0; rung--) {
            Optional<Score> candidate = candidate(rung);
            if (candidate.isPresent()) {
                Score score = candidate.get();
                promote(rung, score);
                return Optional.of(Assignment.of(score.trial(), score.point(), budgets.get(rung + 1)));
            }
        }
        if (begun == trials) {
            return Optional.empty();
        }
        running.add(begun);
        Point point = sampler.propose(begun, scores);
        return Optional.of(Assignment.of(begun++, point, budgets.get(0)));
    }

    private void promote(int rung, Score score) {
        promoted.get(rung).add(score.trial());
        running.add(score.trial());
    }

    /** The best of the first 1/η of a rung that has not been promoted. */
    private Optional<Score> candidate(int rung) {
        List<Score> ranked = Ranked.bestFirst(rungs.get(rung));
        return ranked.subList(0, ranked.size() / eta).stream()
                .filter(score -> !promoted.get(rung).contains(score.trial()) && Double.isFinite(score.loss()))
                .findFirst();
    }

    @Override
    public Verdict report(Score score) {
        int rung = budgets.indexOf(score.budget());
        rungs.get(rung).add(score);
        scores.add(score);
        running.remove(score.trial());
        if (rung == budgets.size() - 1) {
            return Verdict.DONE;
        }
        // Its slot is free now, and would be given the highest promotion: if that is its own, it need not stop for it.
        for (int higher = budgets.size() - 2; higher > rung; higher--) {
            if (candidate(higher).isPresent()) {
                return Verdict.PAUSE;
            }
        }
        Optional<Score> candidate = candidate(rung);
        if (candidate.isPresent() && candidate.get().trial() == score.trial()) {
            promote(rung, score);
            return Verdict.GO_ON;
        }
        return Verdict.PAUSE;
    }

    /** It may have told its score before; its place in each rung goes to the next. */
    @Override
    public void failed(int trial) {
        running.remove(trial);
        rungs.forEach(rung -> rung.removeIf(score -> score.trial() == trial));
    }

    @Override
    public boolean isOver() {
        if (begun < trials || !running.isEmpty()) {
            return false;
        }
        for (int rung = 0; rung < budgets.size() - 1; rung++) {
            if (candidate(rung).isPresent()) {
                return false;
            }
        }
        return true;
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
