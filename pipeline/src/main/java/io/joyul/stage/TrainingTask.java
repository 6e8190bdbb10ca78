package io.joyul.stage;

import io.joyul.adapt.Adaptation;
import io.joyul.batch.DynamicMasking;
import io.joyul.config.ComputeConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.storage.Storage;
import io.joyul.train.Course;
import io.joyul.train.TrainingHistory;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a rank needs to train, as plain values that travel to its executor.
 *
 * @param stage {@code pretrain}, {@code train} or {@code train-from-scratch}
 * @param hadoop properties of the file systems
 * @param shards folder of the examples
 * @param kind of the examples, which decides the model's head and loss
 * @param masking of examples that are masked as they are read; null for others
 * @param adaptation which part of the model is trained
 * @param classWeights how much each class counts in the loss; empty: all alike
 * @param labelSmoothing share of each target that goes to all classes alike
 * @param tokenizer path of {@code tokenizer.json}
 * @param checkpoints folder of the stage's own checkpoints
 * @param observation how the stage is watched
 * @param shape of the model
 * @param startFrom a folder whose weights the model starts from, where they fit; absent: random weights
 * @param seed of order, dropout and fresh weights
 * @param fingerprint of everything that decides the weights
 * @param runFile the resolved run file, saved with each checkpoint
 */
public record TrainingTask(
        String stage,
        Map<String, String> hadoop,
        String shards,
        ShardManifest.Kind kind,
        @Nullable DynamicMasking masking,
        Adaptation adaptation,
        float[] classWeights,
        double labelSmoothing,
        String tokenizer,
        String checkpoints,
        Observation observation,
        BertConfig shape,
        String startFrom,
        long seed,
        Course course,
        TrainingConfig training,
        String fingerprint,
        String runFile)
        implements Serializable {

    /** In {@link #startFrom}: no weights to start from. */
    public static final String SCRATCH = "";

    Optional<String> start() {
        return startFrom.isEmpty() ? Optional.empty() : Optional.of(startFrom);
    }

    /** The epoch whose weights the stage is for; empty where these are the last ones. */
    Optional<TrainingHistory.Epoch> chosen(TrainingHistory history) {
        return course.stopping().chosen(observation.guidance().own(history.epochs()));
    }

    /** The same task on so many ranks, as a stage of another name with checkpoints of its own. */
    public TrainingTask variant(String name, String folder, int ranks) {
        return new TrainingTask(
                name,
                hadoop,
                shards,
                kind,
                masking,
                adaptation,
                classWeights,
                labelSmoothing,
                tokenizer,
                folder,
                new Observation(Storage.child(folder, "log")),
                shape,
                startFrom,
                seed,
                course,
                training.withRanks(ranks),
                fingerprint,
                runFile);
    }

    /** The same task, run in another way that does not change its weights. */
    public TrainingTask with(TrainingConfig how) {
        return new TrainingTask(
                stage,
                hadoop,
                shards,
                kind,
                masking,
                adaptation,
                classWeights,
                labelSmoothing,
                tokenizer,
                checkpoints,
                observation,
                shape,
                startFrom,
                seed,
                course,
                how,
                fingerprint,
                runFile);
    }

    /** The same task elsewhere: a trial of a sweep, or what its trials start from. */
    public TrainingTask placed(String name, String folder, Observation observed, long otherSeed, String decides) {
        return new TrainingTask(
                name,
                hadoop,
                shards,
                kind,
                masking,
                adaptation,
                classWeights,
                labelSmoothing,
                tokenizer,
                folder,
                observed,
                shape,
                startFrom,
                otherSeed,
                course,
                training,
                decides,
                runFile);
    }

    /** The same task, computed in another way. */
    public TrainingTask computing(ComputeConfig how) {
        return with(training.withCompute(how));
    }
}
