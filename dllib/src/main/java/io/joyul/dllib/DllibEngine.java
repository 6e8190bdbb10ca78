package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.keras.Model;
import com.intel.analytics.bigdl.dllib.keras.objectives.SparseCategoricalCrossEntropy;
import com.intel.analytics.bigdl.dllib.keras.optimizers.AdamWeightDecay;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import io.joyul.batch.HeldOutBatches;
import io.joyul.batch.HostBatch;
import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.Progress;
import io.joyul.stage.TrainingEngine;
import io.joyul.stage.TrainingTask;
import io.joyul.storage.Storage;
import io.joyul.train.LearningRateSchedule;
import io.joyul.train.PeakMemory;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import scala.Tuple3;
import scala.collection.immutable.Nil$;

/**
 * {@code train.engine: dllib}: a {@link KerasBert} from random weights, trained by DLlib's own distributed optimizer,
 * which shards its state over the ranks. Order and dropout are DLlib's, so a run is not repeated bit by bit, and one that
 * is stopped starts anew.
 */
public final class DllibEngine implements TrainingEngine {
    private static final int ROWS = 64;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    @Override
    public String name() {
        return DllibProvider.NAME;
    }

    @Override
    public TrainingResult train(SparkSession spark, TrainingTask task, Progress progress) {
        Storage storage = Storage.of(task.hadoop());
        ShardManifest manifest = ShardManifests.load(storage, task.shards());
        int ranks = task.training().ranks();
        int epochs = task.course().epochs();
        progress.begin(
                task.stage(),
                epochs + " epochs of BigDL DLlib on " + ranks + " ranks, global batch "
                        + task.training().globalBatch());
        Engine$.MODULE$.setNodeAndCore(ranks, 1);
        JavaRDD<Sample<Object>> samples = samples(spark, task, manifest).cache();
        try {
            long rows = samples.count();
            long tokens = tokens(spark, task, manifest);
            int steps = Math.toIntExact(
                    (rows + task.training().globalBatch() - 1) / task.training().globalBatch());
            Model<Object> model = KerasBert.build(task.shape());
            compile(model, task, steps * epochs);
            // One call for all epochs: a second would not find the optimizer's state as it left it.
            Path log = Files.createTempDirectory("joyul-dllib");
            model.setTensorBoard(log.toString(), task.stage());
            model.fit(samples.rdd(), task.training().globalBatch(), epochs, null, null, null, true, 1, Floats.NUMERIC);
            List<TrainingHistory.Point> points = points(model, task, steps * epochs, tokens / steps);
            deleteFolder(log);
            String folder = Storage.child(task.checkpoints(), "dllib");
            KerasFiles.write(storage, folder, task.shape(), storage.read(task.tokenizer()), model);
            long weights = KerasBert.weights(model).nElement();
            TrainingHistory history =
                    new TrainingHistory(points, List.of(watch(storage, task, manifest, model, epochs, steps * epochs)));
            progress.end("%d steps, %,.0f tokens/s".formatted(steps * epochs, history.tokensPerSecond()));
            // The driver's own; DLlib's workers keep theirs to themselves.
            List<PeakMemory> memory = List.of(PeakMemory.here(0));
            return new TrainingResult(
                    folder, steps * epochs, history, task.training().microBatch(), weights, weights, memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            samples.unpersist();
        }
    }

    private static void compile(Model<Object> model, TrainingTask task, int totalSteps) {
        if (!(task.course().schedule() instanceof LearningRateSchedule.Linear linear)) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "train.engine dllib has the linear schedule alone; take train.schedule out");
        }
        AdamWeightDecay<Object> optimizer = new AdamWeightDecay<>(
                task.course().learningRate(),
                linear.warmupRatio(),
                totalSteps,
                "linear",
                BETA_1,
                BETA_2,
                EPSILON,
                task.training().weightDecay(),
                Floats.TYPE,
                Floats.NUMERIC);
        if (task.training().clipNorm() > 0) {
            model.setGradientClippingByL2Norm((float) task.training().clipNorm());
        }
        // Of probabilities and classes counted from 0, averaged over the batch; no class is left out.
        compile(
                model,
                optimizer,
                new SparseCategoricalCrossEntropy<>(false, true, null, true, -1, Floats.TYPE, Floats.NUMERIC));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java's generics do not take Scala's variance
    private static void compile(Model model, AdamWeightDecay optimizer, SparseCategoricalCrossEntropy loss) {
        model.compile(optimizer, loss, Nil$.MODULE$, Floats.NUMERIC);
    }

    /** The loss of each step that DLlib has noted, with the time since the one before. */
    private static List<TrainingHistory.Point> points(
            Model<Object> model, TrainingTask task, int totalSteps, long tokens) {
        List<TrainingHistory.Point> points = new ArrayList<>();
        double before = Double.NaN;
        for (Tuple3<Object, Object, Object> noted : model.getTrainSummary("Loss")) {
            int step = ((Number) noted._1()).intValue();
            double loss = ((Number) noted._2()).doubleValue();
            double now = ((Number) noted._3()).doubleValue();
            double rate =
                    task.course().learningRate() * task.course().schedule().factor(step - 1, totalSteps, List.of());
            // The first has none before it; it is taken to have lasted as long as none.
            double seconds = Double.isNaN(before) ? 0 : now - before;
            points.add(new TrainingHistory.Point(step, loss, rate, 0, 0, tokens, seconds, 0));
            before = now;
        }
        return points;
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static JavaRDD<Sample<Object>> samples(SparkSession spark, TrainingTask task, ShardManifest manifest) {
        int ranks = task.training().ranks();
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, ranks).boxed().toList(), ranks)
                .mapPartitions(new Samples(task, manifest));
    }

    private static long tokens(SparkSession spark, TrainingTask task, ShardManifest manifest) {
        int ranks = task.training().ranks();
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, ranks).boxed().toList(), ranks)
                .mapPartitions(new Tokens(task, manifest))
                .reduce(Long::sum);
    }

    private static HeldOutBatches share(TrainingTask task, ShardManifest manifest, int rank) {
        return new HeldOutBatches(
                Storage.of(task.hadoop()),
                task.shards(),
                manifest,
                "train",
                new World(rank, task.training().ranks()),
                ROWS);
    }

    /** A rank's share of the training rows. */
    private record Samples(TrainingTask task, ShardManifest manifest)
            implements FlatMapFunction<Iterator<Integer>, Sample<Object>> {
        @Override
        public Iterator<Sample<Object>> call(Iterator<Integer> ranks) {
            List<Sample<Object>> samples = new ArrayList<>();
            share(task, manifest, ranks.next()).forEachRemaining(batch -> {
                for (Example example : batch.examples()) {
                    if (example instanceof Example.Labelled labelled) {
                        samples.add(
                                KerasBert.sample(task.shape().maxPositions(), labelled.inputIds(), labelled.label()));
                    }
                }
            });
            return samples.iterator();
        }
    }

    /** How many tokens it has. */
    private record Tokens(TrainingTask task, ShardManifest manifest)
            implements FlatMapFunction<Iterator<Integer>, Long> {
        @Override
        public Iterator<Long> call(Iterator<Integer> ranks) {
            long tokens = 0;
            for (HeldOutBatches batches = share(task, manifest, ranks.next()); batches.hasNext(); ) {
                tokens += IntStream.of(batches.next().host().lengths()).sum();
            }
            return List.of(tokens).iterator();
        }
    }

    /** Loss and accuracy over the dev split, on the driver. */
    private static TrainingHistory.Epoch watch(
            Storage storage, TrainingTask task, ShardManifest manifest, Model<Object> model, int epoch, int step) {
        KerasClassifier classifier = new KerasClassifier(task.shape(), model);
        HeldOutBatches dev = new HeldOutBatches(storage, task.shards(), manifest, "dev", World.single(), ROWS);
        double loss = 0;
        int correct = 0;
        int rows = 0;
        while (dev.hasNext()) {
            HostBatch batch = dev.next().host();
            float[][] logits = classifier.logits(batch);
            for (int row = 0; row < logits.length; row++) {
                int label = batch.labels()[row];
                loss -= logits[row][label];
                correct += largest(logits[row]) == label ? 1 : 0;
                rows++;
            }
        }
        return new TrainingHistory.Epoch(epoch, step, loss / Math.max(1, rows), (double) correct / Math.max(1, rows));
    }

    private static int largest(float[] values) {
        return IntStream.range(0, values.length)
                .reduce((left, right) -> values[right] > values[left] ? right : left)
                .orElseThrow();
    }
}
