package io.joyul.stage;

import io.joyul.train.LogEntry;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import io.joyul.train.TrainingPlan;
import java.util.List;
import java.util.function.Consumer;

/** Tells the driver each point of the curve when it is logged, and counts in Spark's accumulators. */
final class CurveReports implements TrainingListener {
    private final String stage;
    private final TrainingPlan plan;
    private final Consumer<RankMessage> driver;
    private final RankCounters counters;
    private double seconds;
    private int points;
    private int epochs;

    /** @param start where the run goes on from, which the driver knows of already */
    CurveReports(
            String stage,
            TrainingPlan plan,
            TrainingHistory start,
            RankCounters counters,
            Consumer<RankMessage> driver) {
        this.stage = stage;
        this.plan = plan;
        this.counters = counters;
        this.driver = driver;
        this.seconds = start.points().stream()
                .mapToDouble(TrainingHistory.Point::seconds)
                .sum();
        this.points = start.points().size();
        this.epochs = start.epochs().size();
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
        if (globalStep % plan.logEvery() == 0) {
            points++;
            tell(List.of(latest), List.of());
        }
    }

    /** A checkpoint may have closed a point of its own. */
    @Override
    public void onCheckpoint(TrainState state) {
        TrainingHistory all = state.history();
        if (all.points().size() > points || all.epochs().size() > epochs) {
            tell(
                    all.points().subList(points, all.points().size()),
                    all.epochs().subList(epochs, all.epochs().size()));
            points = all.points().size();
            epochs = all.epochs().size();
        }
    }

    private void tell(List<TrainingHistory.Point> newPoints, List<TrainingHistory.Epoch> newEpochs) {
        List<LogEntry> entries = LogEntry.of(new TrainingHistory(newPoints, newEpochs), plan.clipNorm()).stream()
                .map(entry -> new LogEntry(entry.globalStep(), seconds + entry.seconds(), entry.figures()))
                .toList();
        long tokens = 0;
        for (TrainingHistory.Point point : newPoints) {
            seconds += point.seconds();
            tokens += point.tokens();
            counters.count(point);
        }
        driver.accept(new RankMessage.Curve(stage, entries, tokens));
    }
}
