package io.joyul.job;

import io.joyul.config.EarlyStoppingConfig;
import io.joyul.config.FineTuneConfig;
import io.joyul.config.PretrainConfig;
import io.joyul.config.ScheduleConfig;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import java.util.Optional;

/** Turns what a run file says about the length and pace of a stage into plain values, with the published defaults. */
final class Courses {
    private Courses() {}

    static Course of(PretrainConfig config) {
        return new Course(
                config.epochs(),
                config.learningRate(),
                schedule(config.schedule(), config.warmupRatio()),
                stopping(config.earlyStopping()));
    }

    static Course of(FineTuneConfig config) {
        return new Course(
                config.epochs(),
                config.learningRate(),
                schedule(config.schedule(), config.warmupRatio()),
                stopping(config.earlyStopping()));
    }

    private static LearningRateSchedule schedule(ScheduleConfig config, double warmupRatio) {
        return switch (config.kind()) {
            case CONSTANT -> new LearningRateSchedule.Constant(warmupRatio);
            case LINEAR -> new LearningRateSchedule.Linear(warmupRatio);
            case COSINE ->
                new LearningRateSchedule.Cosine(
                        warmupRatio, config.floor().orElse(0.0), config.cycles().orElse(1));
            case SLANTED_TRIANGULAR ->
                new LearningRateSchedule.SlantedTriangular(
                        warmupRatio, config.ratio().orElse(32.0));
            case INVERSE_ROOT -> new LearningRateSchedule.InverseRoot(warmupRatio);
            case ONE_CYCLE ->
                new LearningRateSchedule.OneCycle(
                        warmupRatio,
                        config.startDivisor().orElse(25.0),
                        config.endDivisor().orElse(10_000.0));
            case REDUCE_ON_PLATEAU ->
                new LearningRateSchedule.ReduceOnPlateau(
                        warmupRatio,
                        config.factor().orElse(0.1),
                        config.patience().orElse(1),
                        config.threshold().orElse(0.0001),
                        config.cooldown().orElse(0),
                        config.floor().orElse(0.0));
        };
    }

    private static EarlyStopping stopping(Optional<EarlyStoppingConfig> config) {
        return config.map(asked -> new EarlyStopping(
                        asked.patience(),
                        asked.minDelta(),
                        switch (asked.metric()) {
                            case DEV_LOSS -> EarlyStopping.Metric.DEV_LOSS;
                            case DEV_ACCURACY -> EarlyStopping.Metric.DEV_ACCURACY;
                        }))
                .orElse(EarlyStopping.never());
    }
}
