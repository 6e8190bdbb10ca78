package io.joyul.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Trains every trial to the end: what grid, random, quasi-random and TPE search do by themselves. */
public final class WholeTrials implements Strategy {
    private final Sampler sampler;
    private final int trials;
    private final int budget;
    private final List<Score> scores = new ArrayList<>();
    private final Set<Integer> running = new HashSet<>();
    private int begun;

    public WholeTrials(Sampler sampler, int trials, int budget) {
        this.sampler = sampler;
        this.trials = trials;
        this.budget = budget;
    }

    @Override
    public Optional<Assignment> next() {
        if (begun == trials) {
            return Optional.empty();
        }
        running.add(begun);
        Point point = sampler.propose(begun, scores);
        return Optional.of(Assignment.of(begun++, point, budget));
    }

    @Override
    public Verdict report(Score score) {
        scores.add(score);
        running.remove(score.trial());
        return Verdict.DONE;
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
        return List.of(budget);
    }
}
