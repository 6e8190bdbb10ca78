package io.joyul.report;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.sweep.Conductor.Best;
import io.joyul.sweep.Dimension;
import io.joyul.sweep.Importance;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import java.time.Instant;
import java.util.List;

/**
 * All that a sweep has to tell.
 *
 * @param command that repeats it
 * @param started when this report was begun
 * @param seconds from the sweep's start to the end of its last trial, but for the time without a driver
 * @param strategy as the sweep file says it
 * @param trials by number
 * @param bestFirst those of them that have a score, the best of those that got furthest first
 * @param retrainings of the best, with other seeds
 * @param importance of each key, the largest first; empty where there are too few trials
 * @param bestOverTime each score that was better than all before at its budget, the largest until then
 * @param heldOut what the best trial's checkpoint is worth on rows that no trial was chosen by
 * @param sweepFile the sweep, resolved
 */
public record SweepReport(
        String name,
        String command,
        Instant started,
        double seconds,
        Metric metric,
        String strategy,
        List<Dimension> space,
        List<Trial> trials,
        List<Trial> bestFirst,
        List<Retraining> retrainings,
        List<Importance> importance,
        List<Best> bestOverTime,
        List<Fact> heldOut,
        String sweepFile) {
    public SweepReport {
        space = List.copyOf(space);
        trials = List.copyOf(trials);
        bestFirst = List.copyOf(bestFirst);
        retrainings = List.copyOf(retrainings);
        importance = List.copyOf(importance);
        bestOverTime = List.copyOf(bestOverTime);
        heldOut = List.copyOf(heldOut);
    }

    /** How scores are written. */
    String score(double value) {
        return metric == Metric.DEV_ACCURACY ? Figures.percent(value) : Figures.number(value);
    }
}
