package io.joyul.stage;

import io.joyul.adapt.Adaptation;
import io.joyul.config.TrainingConfig;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import java.util.List;
import java.util.Map;

/** Training tasks of seconds, for tests of other modules. */
public final class TinyTasks {
    /** What is random in a task comes from it. */
    static final long SEED = 5;

    private TinyTasks() {}

    /**
     * A classifier of labelled {@link TinyShards}.
     *
     * @param shards their folder
     * @param tokenizer a file, of whatever content
     * @param checkpoints folder of the stage's own checkpoints
     */
    public static TrainingTask classifier(
            String stage, String shards, String tokenizer, String checkpoints, int epochs, TrainingConfig training) {
        BertConfig shape = new BertConfig(
                TinyShards.VOCABULARY,
                32,
                1,
                4,
                64,
                TinyShards.MAX_LENGTH,
                2,
                0.1,
                0.1,
                1e-12,
                0.02,
                0,
                List.of("without", "with"));
        return new TrainingTask(
                stage,
                Map.of(),
                shards,
                ShardManifest.Kind.LABELLED,
                null,
                new Adaptation.Full(),
                new float[0],
                0,
                tokenizer,
                checkpoints,
                new Observation(checkpoints + "-log"),
                shape,
                TrainingTask.SCRATCH,
                SEED,
                new Course(epochs, 3e-3, new LearningRateSchedule.Linear(0.1), EarlyStopping.never()),
                training,
                "fingerprint",
                "name: test\n");
    }

    /** The same task, whose files lie on other file systems. */
    static TrainingTask on(Map<String, String> hadoop, TrainingTask task) {
        return new TrainingTask(
                task.stage(),
                hadoop,
                task.shards(),
                task.kind(),
                task.masking(),
                task.adaptation(),
                task.classWeights(),
                task.labelSmoothing(),
                task.tokenizer(),
                task.checkpoints(),
                task.observation(),
                task.shape(),
                task.startFrom(),
                task.seed(),
                task.course(),
                task.training(),
                task.fingerprint(),
                task.runFile());
    }
}
