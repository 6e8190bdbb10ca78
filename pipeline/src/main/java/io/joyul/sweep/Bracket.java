package io.joyul.sweep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Successive halving (Jamieson and Talwalkar 2016, https://arxiv.org/abs/1502.07943): when all trials of a rung have
 * reported, the best go on to the next.
 */
final class Bracket {
    private final List<Integer> sizes;
    private final List<Integer> budgets;
    private final Deque<Assignment> promotions = new ArrayDeque<>();
    private final List<Score> rung = new ArrayList<>();
    /** Trials whose scores the rung waits for. */
    private final Set<Integer> running = new HashSet<>();

    private int level;
    private int begun;

    /**
     * @param sizes trials of each rung
     * @param budgets of each rung
     */
    Bracket(List<Integer> sizes, List<Integer> budgets) {
        this.sizes = List.copyOf(sizes);
        this.budgets = List.copyOf(budgets);
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
        running.add(trial);
        return Assignment.of(trial, point, budgets.get(0));
    }

    Verdict report(Score score) {
        running.remove(score.trial());
        rung.add(score);
        boolean last = isAtTheTop();
        closeIfFull();
        boolean goesOn = promotions.removeIf(promotion -> promotion.trial() == score.trial());
        return last ? Verdict.DONE : goesOn ? Verdict.GO_ON : Verdict.PAUSE;
    }

    /** It is neither waited for nor promoted: one that has told its score may fail too, while it writes its weights. */
    void failed(int trial) {
        running.remove(trial);
        rung.removeIf(score -> score.trial() == trial);
        promotions.removeIf(promotion -> promotion.trial() == trial);
        closeIfFull();
    }

    private boolean isAtTheTop() {
        return level == budgets.size() - 1;
    }

    private void closeIfFull() {
        if (wantsTrials() || !running.isEmpty() || isAtTheTop()) {
            return;
        }
        level++;
        Ranked.bestFirst(rung).stream()
                .filter(score -> Double.isFinite(score.loss()))
                .limit(sizes.get(level))
                .forEach(score -> {
                    running.add(score.trial());
                    promotions.add(Assignment.of(score.trial(), score.point(), budgets.get(level)));
                });
        rung.clear();
    }

    /** A rung that nobody is left to fill closes at once, so that none at work means none to come. */
    boolean isOver() {
        return !wantsTrials() && running.isEmpty();
    }
}
