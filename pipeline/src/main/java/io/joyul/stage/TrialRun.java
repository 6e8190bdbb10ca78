package io.joyul.stage;

import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One stretch of a trial's training, from when it got its slot: what it cost and what came of it. */
final class TrialRun {
    private static final double NANOS = 1e9;

    private final Conductor conductor;
    private final Assignment assignment;
    private final long began = System.nanoTime();

    TrialRun(Conductor conductor, Assignment assignment) {
        this.conductor = conductor;
        this.assignment = assignment;
    }

    /** Time alone, for a stretch that left no result. */
    Cost cost(int ranks) {
        double seconds = (System.nanoTime() - began) / NANOS;
        return new Cost(seconds, seconds * ranks, 0, 0);
    }

    /** Tells the conductor how the stretch ended. */
    void rest(TrainingTask task, TrainingResult result) {
        List<Measure> curve = curve(result.history());
        if (!curve.isEmpty()) {
            reportLeftOut(task.observation().guidance(), curve.get(curve.size() - 1));
        }
        Trial trial = conductor.trial(assignment.trial());
        // A copy's history is its parent's up to where it was copied.
        int from = assignment.parent() == Assignment.NONE
                ? 0
                : conductor.measure(assignment.parent(), assignment.from()).globalStep();
        Cost before = trial.cost();
        Cost time = cost(task.training().ranks());
        Cost cost = new Cost(
                time.seconds(),
                time.slotSeconds(),
                Math.max(0, result.globalStep() - from - before.steps()),
                Math.max(0, tokens(result.history(), from) - before.tokens()));
        conductor.rested(assignment.trial(), cost, curve, result.checkpoint());
    }

    /** A trial that ended early by itself has its last figure for all budgets to come. */
    private void reportLeftOut(Guidance guidance, Measure last) {
        for (int budget : guidance.budgets()) {
            if (!conductor.goesOn(assignment.trial())) {
                return;
            }
            if (budget > conductor.trial(assignment.trial()).budget()) {
                conductor.report(assignment.trial(), budget, last);
            }
        }
    }

    Retraining retraining(Trial trial, long seed, TrainingTask task, TrainingResult result) {
        // A budget in steps may end in the middle of an epoch.
        Measure last = Stream.of(result.history().epochs(), result.history().probes())
                .flatMap(List::stream)
                .max(Comparator.comparingInt(TrainingHistory.Epoch::globalStep))
                .map(figure ->
                        new Measure(figure.globalStep(), epochs(trial, figure), figure.devLoss(), figure.accuracy()))
                .orElseGet(() -> new Measure(result.globalStep(), 0, Double.NaN, Double.NaN));
        Cost time = cost(task.training().ranks());
        return Retraining.whole(
                assignment.trial(),
                seed,
                last,
                new Cost(time.seconds(), time.slotSeconds(), result.globalStep(), tokens(result.history(), 0)),
                result.checkpoint());
    }

    /** The trial has been there, in the same epoch. */
    private static double epochs(Trial trial, TrainingHistory.Epoch figure) {
        return trial.curve().stream()
                .filter(measure -> measure.globalStep() == figure.globalStep())
                .findFirst()
                .map(Measure::epochs)
                .orElse((double) figure.epoch());
    }

    private static List<Measure> curve(TrainingHistory history) {
        return history.epochs().stream()
                .map(epoch -> new Measure(epoch.globalStep(), epoch.epoch(), epoch.devLoss(), epoch.accuracy()))
                .toList();
    }

    private static long tokens(TrainingHistory history, int from) {
        return history.points().stream()
                .filter(point -> point.globalStep() > from)
                .mapToLong(TrainingHistory.Point::tokens)
                .sum();
    }
}
