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
        Trial trial = conductor.trial(assignment.trial());
        List<Measure> curve = curve(trial, result.history());
        if (!curve.isEmpty()) {
            Measure last = curve.get(curve.size() - 1);
            reportLeftOut(task.observation().guidance(), last, delivered(task, result.history(), last));
        }
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

    /** A trial that ended early by itself is as good at all budgets to come as it was at its end. */
    private void reportLeftOut(Guidance guidance, Measure last, Measure delivered) {
        for (int budget : guidance.budgets()) {
            if (!conductor.goesOn(assignment.trial())) {
                return;
            }
            if (budget > conductor.trial(assignment.trial()).budget()) {
                conductor.report(assignment.trial(), budget, guidance.isOfDelivered(budget) ? delivered : last, last);
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
                delivered(task, result.history(), last),
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

    /** After its last step, with the figures of the weights in its checkpoint: with early stopping, the best. */
    private static Measure delivered(TrainingTask task, TrainingHistory history, Measure last) {
        return task.chosen(history)
                .map(best -> new Measure(last.globalStep(), last.epochs(), best.devLoss(), best.accuracy()))
                .orElse(last);
    }

    /** Epochs, and what was told between these: as it was there, and not as the best until there was. */
    private static List<Measure> curve(Trial trial, TrainingHistory history) {
        Stream<Measure> epochs = history.epochs().stream()
                .map(epoch -> new Measure(epoch.globalStep(), epoch.epoch(), epoch.devLoss(), epoch.accuracy()));
        Stream<Measure> told = history.probes().stream()
                .flatMap(probe -> trial.curve().stream()
                        .filter(measure -> measure.globalStep() == probe.globalStep())
                        .map(measure ->
                                new Measure(probe.globalStep(), measure.epochs(), probe.devLoss(), probe.accuracy())));
        return Stream.concat(epochs, told)
                .sorted(Comparator.comparingInt(Measure::globalStep))
                .toList();
    }

    private static long tokens(TrainingHistory history, int from) {
        return history.points().stream()
                .filter(point -> point.globalStep() > from)
                .mapToLong(TrainingHistory.Point::tokens)
                .sum();
    }
}
