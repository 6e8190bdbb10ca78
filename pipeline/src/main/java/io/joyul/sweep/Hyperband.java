package io.joyul.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hyperband (Li et al. 2018, "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization",
 * https://jmlr.org/papers/v18/16-558.html, algorithm 1): brackets of successive halving, from many short trials to few
 * long ones, of about the same cost each. While one bracket waits for its rung, slots work for the next. With a
 * {@link DensityRatio} as its sampler it is BOHB.
 */
public final class Hyperband implements Strategy {
    private final Sampler sampler;
    private final int trials;
    private final int least;
    private final int most;
    private final int eta;
    private final List<Bracket> brackets = new ArrayList<>();
    /** By trial. */
    private final List<Bracket> bracketOf = new ArrayList<>();

    private final List<Score> scores = new ArrayList<>();
    private int begun;

    /**
     * @param trials after which no further bracket is begun; a bracket that was begun is done whole
     */
    public Hyperband(Sampler sampler, int trials, int least, int most, int eta) {
        this.sampler = sampler;
        this.trials = trials;
        this.least = least;
        this.most = most;
        this.eta = eta;
    }

    /** Trials in all brackets of one round. */
    public static int trialsOfARound(int least, int most, int eta) {
        int trials = 0;
        for (int s = Rungs.halvings(least, most, eta); s >= 0; s--) {
            trials += sizes(s, Rungs.halvings(least, most, eta), eta).get(0);
        }
        return trials;
    }

    /** Trials of each rung of bracket {@code s}: n of the paper, then ⌊n η^-i⌋. */
    static List<Integer> sizes(int s, int highest, int eta) {
        long power = 1;
        for (int i = 0; i < s; i++) {
            power *= eta;
        }
        // ⌈(s_max + 1) η^s / (s + 1)⌉ in whole numbers, since a double may come out just above one.
        long first = ((highest + 1) * power + s) / (s + 1);
        List<Integer> sizes = new ArrayList<>();
        for (int rung = 0; rung <= s; rung++) {
            sizes.add((int) first);
            first /= eta;
        }
        return sizes;
    }

    /** Budgets of each rung of bracket {@code s}: the last s + 1 of all rungs. */
    private List<Integer> budgets(int s) {
        return budgets().subList(budgets().size() - 1 - s, budgets().size());
    }

    @Override
    public Optional<Assignment> next() {
        for (Bracket bracket : brackets) {
            Optional<Assignment> promotion = bracket.promotion();
            if (promotion.isPresent()) {
                return promotion;
            }
        }
        for (Bracket bracket : brackets) {
            if (bracket.wantsTrials()) {
                return Optional.of(begin(bracket));
            }
        }
        if (begun >= trials) {
            return Optional.empty();
        }
        int highest = budgets().size() - 1;
        int s = highest - brackets.size() % (highest + 1);
        Bracket bracket = new Bracket(sizes(s, highest, eta), budgets(s));
        brackets.add(bracket);
        return Optional.of(begin(bracket));
    }

    private Assignment begin(Bracket bracket) {
        bracketOf.add(bracket);
        Point point = sampler.propose(begun, scores);
        return bracket.begin(begun++, point);
    }

    @Override
    public Verdict report(Score score) {
        scores.add(score);
        return bracketOf.get(score.trial()).report(score);
    }

    @Override
    public void failed(int trial) {
        bracketOf.get(trial).failed(trial);
    }

    @Override
    public boolean isOver() {
        return begun >= trials && brackets.stream().allMatch(Bracket::isOver);
    }

    @Override
    public double share() {
        return Math.min(1, (double) begun / trials);
    }

    @Override
    public List<Integer> budgets() {
        return Rungs.of(least, most, eta);
    }
}
