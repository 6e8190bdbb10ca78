package io.joyul.stage;

import io.joyul.config.LogConfig;
import io.joyul.storage.Storage;
import io.joyul.train.JsonLines;
import io.joyul.train.LogFormat;
import io.joyul.train.TensorBoardEvents;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingLog;
import io.joyul.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/** The event files that a run file asks for. */
final class TrainingLogs {
    private TrainingLogs() {}

    static TrainingLog of(
            Storage storage, TrainingTask task, Attempt attempt, TrainingPlan plan, TrainingHistory start) {
        LogConfig config = task.training().log();
        List<LogFormat> formats = new ArrayList<>();
        if (config.tensorboard()) {
            formats.add(new TensorBoardEvents());
        }
        if (config.jsonLines()) {
            formats.add(new JsonLines());
        }
        return new TrainingLog(
                storage,
                task.observation().log(),
                formats,
                plan,
                start,
                () -> attempt.generation().requireCurrent(storage, task.checkpoints()));
    }
}
