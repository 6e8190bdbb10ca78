package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.adapt.Adaptation;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.ComputeConfig;
import io.joyul.config.FailuresConfig;
import io.joyul.config.FitConfig;
import io.joyul.config.LogConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.config.WireConfig;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.storage.Storage;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Ranks in executors of their own, on a standalone master and a worker for each, to be killed, stopped and starved: each
 * run must end with the weights of one that nothing happened to, bit for bit.
 */
final class RanksOnCluster implements AutoCloseable {
    static final int STEPS_OF_AN_EPOCH = 13;

    /** Micro-batches of a step over all ranks. */
    private static final int SLOTS = 4;

    static final FailuresConfig FAILURES = new FailuresConfig(10, 60, 2, FailuresConfig.OnNonFinite.STOP, 5);

    /** From a killed process to training again, on a machine that is left in peace. */
    static final double SECONDS_TO_TRAIN_AGAIN = 15;

    private final Path folder;
    private final int epochs;
    private final int ranks;
    private final TestCluster cluster;
    private final SparkSession spark;
    private final Storage storage = Storage.of(Map.of());
    private final List<SupervisedRun> runs = new ArrayList<>();
    private @Nullable TrainingResult undisturbed;
    private float[] wholeWeights = new float[0];

    private RanksOnCluster(Path folder, int epochs, int ranks, TestCluster cluster) {
        this.folder = folder;
        this.epochs = epochs;
        this.ranks = ranks;
        this.cluster = cluster;
        this.spark = cluster.session();
    }

    private void runUndisturbed() throws Exception {
        TrainingResult result = start(task("whole")).await();
        assertThat(result.globalStep()).isEqualTo(epochs * STEPS_OF_AN_EPOCH);
        undisturbed = result;
        wholeWeights = weights(result);
    }

    private TrainingResult whole() {
        assertThat(undisturbed).isNotNull();
        return undisturbed;
    }

    /**
     * Starts two ranks' cluster and lets one run come to its end undisturbed. Skips the calling test where there is no Spark.
     *
     * @param epochs of each run
     */
    static RanksOnCluster start(Path folder, int epochs) throws Exception {
        RanksOnCluster two = over(2, folder, epochs);
        try {
            two.runUndisturbed();
            return two;
        } catch (Exception | AssertionError e) {
            two.close();
            throw e;
        }
    }

    /** Starts a cluster of so many workers, for as many ranks. Skips the calling test where there is no Spark. */
    static RanksOnCluster over(int workers, Path folder, int epochs) throws Exception {
        RanksOnCluster ranks = new RanksOnCluster(folder, epochs, workers, TestCluster.start(folder, workers));
        try {
            TinyShards.masked(ranks.storage, ranks.path("masked"), 400, 100);
            Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
            Files.createDirectories(folder.resolve("faults"));
            return ranks;
        } catch (Exception | AssertionError e) {
            ranks.close();
            throw e;
        }
    }

    TestCluster cluster() {
        return cluster;
    }

    Storage storage() {
        return storage;
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    SupervisedRun start(TrainingTask task) {
        SupervisedRun run = new SupervisedRun(spark, task);
        runs.add(run);
        return run;
    }

    /** A run that a failed test leaves would take the next test's slots. */
    void awaitEnds() throws Exception {
        for (SupervisedRun run : runs) {
            run.awaitEnd();
        }
        runs.clear();
    }

    @Override
    public void close() {
        spark.stop();
        cluster.close();
    }

    TrainingTask task(String name) {
        return task(name, epochs, ranks);
    }

    /** Where ranks may be fewer, sums are taken in an order that does not depend on their number. */
    TrainingTask task(String name, int epochs, int fewestRanks) {
        // Large enough for a step to be hit inside, and for a checkpoint to take a while.
        BertConfig shape =
                new BertConfig(4_000, 64, 2, 4, 256, TinyShards.MAX_LENGTH, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());
        return new TrainingTask(
                name,
                FaultyFileSystem.over(folder.resolve("faults")),
                path("masked"),
                ShardManifest.Kind.MASKED,
                null,
                new Adaptation.Full(),
                new float[0],
                0,
                path("tokenizer.json"),
                path(name),
                new Observation(path(name + "-log")),
                shape,
                TrainingTask.SCRATCH,
                5,
                new Course(epochs, 3e-3, new LearningRateSchedule.Linear(0.1), EarlyStopping.never()),
                new TrainingConfig(
                        ranks,
                        8,
                        SLOTS / ranks,
                        0,
                        1.0,
                        0.01,
                        5,
                        3,
                        1,
                        1,
                        3,
                        fewestRanks,
                        TrainingConfig.CollectiveKind.AUTO,
                        4,
                        fewestRanks < ranks,
                        false,
                        0,
                        WireConfig.DEFAULTS,
                        TrainingConfig.DeviceKind.AUTO,
                        60,
                        ComputeConfig.PLAIN,
                        FitConfig.NONE,
                        FAILURES,
                        LogConfig.DEFAULTS),
                "fingerprint",
                "name: test\n");
    }

    float[] weights(TrainingResult result) {
        try (var model = ModelFiles.load(storage, result.checkpoint())) {
            float[] values = new float[(int) model.parameters().parameterCount()];
            int at = 0;
            for (var spec : model.parameters().specs()) {
                var stretch = model.parameters().values(spec.name());
                int count = stretch.remaining();
                stretch.get(values, at, count);
                at += count;
            }
            return values;
        }
    }

    /** No sample is lost or seen twice, and the weights are the same. */
    void assertAsIfNothingHadHappened(TrainingResult result) {
        assertThat(result.globalStep()).isEqualTo(whole().globalStep());
        assertThat(weights(result)).isEqualTo(wholeWeights);
        assertThat(result.history().points())
                .extracting(TrainingHistory.Point::globalStep)
                .isEqualTo(whole().history().points().stream()
                        .map(TrainingHistory.Point::globalStep)
                        .toList());
        assertThat(result.history().points())
                .extracting(TrainingHistory.Point::tokens)
                .isEqualTo(whole().history().points().stream()
                        .map(TrainingHistory.Point::tokens)
                        .toList());
    }

    /** Tokens that an epoch trains on. */
    long tokensOfAnEpoch() {
        return tokens(whole()) / epochs;
    }

    static long tokens(TrainingResult result) {
        return result.history().points().stream()
                .mapToLong(TrainingHistory.Point::tokens)
                .sum();
    }

    /** Looks into all executors. Made before a run, for it would be over before they are. */
    List<ThreadSpy> spies() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cluster.executors().size() != ranks
                || ClusterSlots.now(spark, task("spied").training()) != ranks) {
            assertThat(System.nanoTime()).as(ranks + " executors").isLessThan(deadline);
            Thread.sleep(50);
        }
        List<ThreadSpy> spies = new ArrayList<>();
        for (ProcessHandle executor : cluster.executors()) {
            spies.add(ThreadSpy.on(executor));
        }
        return spies;
    }

    /** The one that a rank runs in. */
    static ThreadSpy rank(int rank, List<ThreadSpy> spies) {
        return spies.stream()
                .filter(spy -> spy.hasThread("heartbeat of rank " + rank))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no executor runs rank " + rank));
    }

    /** The work for each core of this machine; at least 1. */
    static double load() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return Math.max(1, machine.getSystemLoadAverage() / machine.getAvailableProcessors());
    }

    /** Within so many seconds where the machine does nothing else; on a busier one in proportion. */
    static void assertTrainingAgain(SupervisedRun run, String what, long killed, double within) throws Exception {
        double seconds = (run.awaitStepOfNextAttempt() - killed) / 1e9;
        double share = load();
        System.out.printf(
                "%s: training again after %.1f s, on a machine with work for %.1f of it%n", what, seconds, share);
        assertThat(seconds).as("from kill to training again").isLessThan(within * share);
    }
}
