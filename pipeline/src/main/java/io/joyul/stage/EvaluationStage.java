package io.joyul.stage;

import io.joyul.batch.HeldOutBatches;
import io.joyul.batch.World;
import io.joyul.config.EvaluateConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationTally;
import io.joyul.evaluate.Classifier;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/**
 * Predicts a held-out split in parallel and merges what the partitions counted. No row goes to the driver but the few
 * worst mistakes.
 */
public final class EvaluationStage {
    private static final int ROWS_WORTH_A_TASK = 512;

    private EvaluationStage() {}

    /**
     * What to evaluate on what.
     *
     * @param name of the stage, for the terminal
     * @param checkpoint a classifier in the Hugging Face layout
     * @param shards folder of labelled shards
     * @param split of them
     * @param seed of the bootstrap
     */
    public record Task(
            String name,
            Map<String, String> hadoop,
            String checkpoint,
            String shards,
            String split,
            int batch,
            long seed,
            int bootstrapSamples,
            int calibrationBins,
            int worstMistakes)
            implements Serializable {

        /** A task with the run file's settings. */
        public static Task of(
                String name,
                Map<String, String> hadoop,
                String checkpoint,
                String shards,
                String split,
                long seed,
                EvaluateConfig config) {
            return new Task(
                    name,
                    hadoop,
                    checkpoint,
                    shards,
                    split,
                    config.batch(),
                    seed,
                    config.bootstrapSamples(),
                    config.calibrationBins(),
                    config.worstMistakes());
        }
    }

    /**
     * The counts over the whole split; {@link ClassificationTally#result} turns them into figures.
     *
     * @throws JoyulException {@code SPLIT_EMPTY} when there is nothing to evaluate on
     */
    public static ClassificationTally run(SparkSession spark, Task task, Progress progress) {
        ShardManifest manifest = ShardManifests.load(Storage.of(task.hadoop()), task.shards());
        long rows = manifest.rows(task.split());
        if (rows == 0) {
            throw new JoyulException(
                    ErrorCode.SPLIT_EMPTY,
                    task.shards() + ": the split " + task.split() + " has no rows to evaluate on");
        }
        progress.begin(task.name(), "%,d rows of %s".formatted(rows, task.split()));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int parts = (int) Math.max(1, Math.min(context.defaultParallelism(), rows / ROWS_WORTH_A_TASK));
        ClassificationTally tally = context.parallelize(
                        IntStream.range(0, parts).boxed().toList(), parts)
                .mapPartitions(new Part(task, manifest, parts))
                .treeReduce((left, right) -> {
                    left.merge(right);
                    return left;
                });
        progress.end("%,d rows in %d parts".formatted(rows, parts));
        return tally;
    }

    /** One partition's share of the split. */
    private record Part(Task task, ShardManifest manifest, int parts)
            implements FlatMapFunction<Iterator<Integer>, ClassificationTally> {
        @Override
        public Iterator<ClassificationTally> call(Iterator<Integer> numbers) {
            int part = numbers.next();
            Storage storage = Storage.of(task.hadoop());
            try (Classifier predictor = Classifier.open(storage, task.checkpoint())) {
                ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(
                        predictor.labels().size(),
                        task.seed(),
                        task.bootstrapSamples(),
                        task.calibrationBins(),
                        task.worstMistakes()));
                HeldOutBatches batches = new HeldOutBatches(
                        storage, task.shards(), manifest, task.split(), new World(part, parts), task.batch());
                batches.forEachRemaining(batch -> add(tally, predictor, batch));
                return List.of(tally).iterator();
            }
        }

        private static void add(ClassificationTally tally, Classifier predictor, HeldOutBatches.Batch batch) {
            float[][] logits = predictor.logits(batch.host());
            for (int row = 0; row < logits.length; row++) {
                if (batch.examples().get(row) instanceof Example.Labelled example) {
                    tally.add(example.id(), example.label(), logits[row], example.text());
                }
            }
        }
    }
}
