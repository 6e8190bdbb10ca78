package io.joyul.sweep;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Scores in the order of their losses, cut into the good and the others. */
final class Ranked {
    private Ranked() {}

    /** The best first; of equals, the earlier trial. */
    static List<Score> bestFirst(List<Score> scores) {
        return scores.stream()
                .sorted(Comparator.comparingDouble(Score::loss).thenComparingInt(Score::trial))
                .toList();
    }

    /** The largest budget that at least so many have scores at; empty when there is none. */
    static OptionalInt largestBudget(List<Score> scores, int least) {
        return counts(scores).entrySet().stream()
                .filter(count -> count.getValue() >= least)
                .mapToInt(Map.Entry::getKey)
                .max();
    }

    /** The budget that most have scores at, the larger of equals; 0 where there are no scores. */
    static int commonestBudget(List<Score> scores) {
        return counts(scores).entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private static Map<Integer, Integer> counts(List<Score> scores) {
        Map<Integer, Integer> counts = new HashMap<>();
        scores.forEach(score -> counts.merge(score.budget(), 1, Integer::sum));
        return counts;
    }
}
