package io.joyul.sweep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Successive halving (Jamieson and Talwalkar 2016, https://arxiv.org/abs/1502.07943): when all trials of a rung have
 * reported, the best go on to the next.
 */
final class Bracket {
    private final List<Integer> sizes;
    private final List<Integer> budgets;
    private final Deque<Assignment> promotions = new ArrayDeque<>();
    private final List<Score> rung = new ArrayList<>();
    private int level;
    private int begun;
    private int expected;

    /**
     * @param sizes trials of each rung
     * @param budgets of each rung
     */
    Bracket(List<Integer> sizes, List<Integer> budgets) {
        this.sizes = List.copyOf(sizes);
        this.budgets = List.copyOf(budgets);
        this.expected = sizes.get(0);
    }

    /** Takes a trial that goes on; empty when none does now. */
    Optional<Assignment> promotion() {
        return Optional.ofNullable(promotions.poll());
    }

    boolean wantsTrials() {
        return level == 0 && begun < sizes.get(0);
    }

    Assignment begin(int trial, Point point) {
        begun++;
        return Assignment.of(trial, point, budgets.get(0));
    }

    Verdict report(Score score) {
        rung.add(score);
        boolean last = level == budgets.size() - 1;
        closeIfFull();
        boolean goesOn = promotions.removeIf(promotion -> promotion.trial() == score.trial());
        return last ? Verdict.DONE : goesOn ? Verdict.GO_ON : Verdict.PAUSE;
    }

    /** One trial fewer is waited for. */
    void failed() {
        expected--;
        closeIfFull();
    }

    private void closeIfFull() {
        if (rung.size() < expected || level == budgets.size() - 1) {
            return;
        }
        level++;
        List<Score> best = Ranked.bestFirst(rung).stream()
                .filter(score -> Double.isFinite(score.loss()))
                .limit(sizes.get(level))
                .toList();
        expected = best.size();
        rung.clear();
        best.forEach(score -> promotions.add(Assignment.of(score.trial(), score.point(), budgets.get(level))));
    }

    boolean isOver() {
        return !wantsTrials()
                && promotions.isEmpty()
                && rung.size() >= expected
                && (level == budgets.size() - 1 || expected == 0);
    }
}
