package io.joyul.checkpoint;

import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainingHistory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which checkpoints stay.
 *
 * @param last how many of the newest, at least one
 * @param best how many of those at the ends of the epochs with the best figures, the earlier of two equal ones
 * @param metric of the dev split by which one is better than another
 */
public record Retention(int last, int best, EarlyStopping.Metric metric) {
    /** Of the checkpoints after these numbers of steps, those to keep. */
    Set<Integer> kept(Collection<Integer> steps, TrainingHistory history) {
        List<Integer> newestFirst =
                steps.stream().sorted(Comparator.reverseOrder()).toList();
        Set<Integer> kept = new TreeSet<>(newestFirst.subList(0, Math.min(last, newestFirst.size())));
        history.epochs().stream()
                .filter(epoch -> !Double.isNaN(metric.goodness(epoch)))
                .sorted(Comparator.comparingDouble(epoch -> -metric.goodness(epoch)))
                .limit(best)
                .map(TrainingHistory.Epoch::globalStep)
                .filter(steps::contains)
                .forEach(kept::add);
        return kept;
    }
}
