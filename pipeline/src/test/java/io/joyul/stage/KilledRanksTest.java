package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.adapt.Adaptation;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.ComputeConfig;
import io.joyul.config.FailuresConfig;
import io.joyul.config.LogConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.config.WireConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.storage.Storage;
import io.joyul.testing.SmallDisk;
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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ranks in processes of their own, on a standalone master and two workers, that are killed, stopped and starved. Each run
 * must end with the weights of one that nothing happened to, bit for bit.
 */
@Tag("slow")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class KilledRanksTest {
    private static final int EPOCHS = 12;
    private static final int STEPS = EPOCHS * 13;
    private static final int KILLS = 50;
    private static final long SECONDS_TO_TRAIN_AGAIN = 15;
    private static final FailuresConfig FAILURES = new FailuresConfig(10, 2, FailuresConfig.OnNonFinite.STOP, 5);

    @TempDir
    private static Path folder;

    private static @Nullable TestCluster cluster;
    private static @Nullable SparkSession spark;
    private static float[] whole = new float[0];
    private static TrainingHistory wholeHistory = TrainingHistory.empty();

    private final Storage storage = Storage.of(Map.of());
    private final List<SupervisedRun> runs = new ArrayList<>();

    /** Before each and not before all, so that each test is reported as skipped where there is no Spark. */
    @BeforeEach
    void startOnce() throws Exception {
        if (cluster != null) {
            return;
        }
        cluster = TestCluster.start(folder, 2);
        spark = cluster.session();
        TinyShards.masked(storage, path("masked"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
        Files.createDirectories(folder.resolve("faults"));
        TrainingResult result = start(task("whole", EPOCHS, 2)).await();
        whole = weights(result);
        wholeHistory = result.history();
        assertThat(result.globalStep()).isEqualTo(STEPS);
    }

    /** A run that a failed test leaves would take the next test's slots. */
    @AfterEach
    void awaitEnds() {
        runs.forEach(SupervisedRun::awaitEnd);
    }

    private SupervisedRun start(TrainingTask task) {
        SupervisedRun run = new SupervisedRun(spark(), task);
        runs.add(run);
        return run;
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.stop();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SparkSession spark() {
        assertThat(spark).isNotNull();
        return spark;
    }

    private static TestCluster cluster() {
        assertThat(cluster).isNotNull();
        return cluster;
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Where ranks may be fewer, sums are taken in an order that does not depend on their number. */
    private static TrainingTask task(String name, int epochs, int fewestRanks) {
        // Large enough for a step to be hit inside, and for a checkpoint to take a while.
        BertConfig shape =
                new BertConfig(20_000, 64, 2, 4, 256, TinyShards.MAX_LENGTH, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());
        return new TrainingTask(
                name,
                Map.of(
                        "fs.file.impl",
                        FaultyFileSystem.class.getName(),
                        "fs.file.impl.disable.cache",
                        "true",
                        "faults",
                        path("faults")),
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
                        2,
                        8,
                        2,
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
                        fewestRanks < 2,
                        false,
                        0,
                        WireConfig.DEFAULTS,
                        TrainingConfig.DeviceKind.AUTO,
                        60,
                        ComputeConfig.PLAIN,
                        FAILURES,
                        LogConfig.DEFAULTS),
                "fingerprint",
                "name: test\n");
    }

    private float[] weights(TrainingResult result) {
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

    private void assertAsIfNothingHadHappened(TrainingResult result) {
        assertThat(result.globalStep()).isEqualTo(STEPS);
        assertThat(weights(result)).isEqualTo(whole);
        assertEachSampleWasSeenOnce(result.history());
    }

    private static void assertEachSampleWasSeenOnce(TrainingHistory history) {
        assertThat(history.points())
                .extracting(TrainingHistory.Point::globalStep)
                .isEqualTo(wholeHistory.points().stream()
                        .map(TrainingHistory.Point::globalStep)
                        .toList());
        assertThat(history.points())
                .extracting(TrainingHistory.Point::tokens)
                .isEqualTo(wholeHistory.points().stream()
                        .map(TrainingHistory.Point::tokens)
                        .toList());
    }

    /** The spies on both executors, made before a run: it would be over before they are. */
    private static List<ThreadSpy> spies() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (cluster().executors().size() != 2 || ClusterSlots.now(spark()) != 2) {
            assertThat(System.nanoTime()).as("two executors").isLessThan(deadline);
            Thread.sleep(50);
        }
        List<ThreadSpy> spies = new ArrayList<>();
        for (ProcessHandle executor : cluster().executors()) {
            spies.add(ThreadSpy.on(executor));
        }
        return spies;
    }

    private static ThreadSpy rank(int rank, List<ThreadSpy> spies) {
        return spies.stream()
                .filter(spy -> spy.hasThread("heartbeat of rank " + rank))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no executor runs rank " + rank));
    }

    private static void assertSoonTrainingAgain(SupervisedRun run, String what, long killed) throws Exception {
        double seconds = (run.awaitStepOfNextAttempt() - killed) / 1e9;
        System.out.printf("%s: training again after %.1f s%n", what, seconds);
        // On a machine that does nothing else; on a busier one in proportion.
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        double share = Math.max(1, machine.getSystemLoadAverage() / machine.getAvailableProcessors());
        assertThat(seconds).as("from kill to training again").isLessThan(SECONDS_TO_TRAIN_AGAIN * share);
    }

    @Test
    void anExecutorKilledInTheForwardPassIsReplaced() throws Exception {
        List<ThreadSpy> spies = spies();
        SupervisedRun run = start(task("forward", EPOCHS, 2));
        run.awaitStep(12);
        ThreadSpy victim = rank(1, spies);
        victim.await("MaskedLanguageModelling", "forward");
        long killed = System.nanoTime();
        victim.process().destroyForcibly();
        assertSoonTrainingAgain(run, "killed in the forward pass", killed);
        assertAsIfNothingHadHappened(run.await());
        assertThat(run.notes()).anySatisfy(note -> assertThat(note).contains("[RANK_LOST]"));
    }

    @Test
    void anExecutorKilledInAnAllReduceIsReplaced() throws Exception {
        List<ThreadSpy> spies = spies();
        SupervisedRun run = start(task("all-reduce", EPOCHS, 2));
        run.awaitStep(12);
        ThreadSpy victim = rank(0, spies);
        ThreadSpy other = rank(1, spies);
        TestCluster.signal(other.process(), "STOP");
        // With the other stopped, this one comes into an all-reduce and stays there.
        victim.await("GlooCollective", "");
        long killed = System.nanoTime();
        victim.process().destroyForcibly();
        TestCluster.signal(other.process(), "CONT");
        assertSoonTrainingAgain(run, "killed in an all-reduce", killed);
        assertAsIfNothingHadHappened(run.await());
    }

    @Test
    void anExecutorKilledWhileItWritesACheckpointLeavesTheOneBefore() throws Exception {
        List<ThreadSpy> spies = spies();
        SupervisedRun run = start(task("writing", EPOCHS, 2));
        run.awaitStep(12);
        ThreadSpy leader = rank(0, spies);
        leader.await("SafetensorsWriter", "write");
        long killed = System.nanoTime();
        leader.process().destroyForcibly();
        assertSoonTrainingAgain(run, "killed while it wrote a checkpoint", killed);
        assertAsIfNothingHadHappened(run.await());
        assertThat(storage.list(path("writing")))
                .extracting(Storage.Entry::name)
                .noneMatch(name -> name.startsWith("."));
    }

    @Test
    void aStoppedRankIsNamedWithinTheWatchdogsTimeAndItsZombieChangesNothing() throws Exception {
        List<ThreadSpy> spies = spies();
        SupervisedRun run = start(task("stopped", EPOCHS, 2));
        run.awaitStep(12);
        // The leader, which writes the checkpoints.
        ProcessHandle zombie = rank(0, spies).process();
        TestCluster.signal(zombie, "STOP");
        long stopped = System.nanoTime();
        String note = run.awaitNote("[RANK_HUNG]");
        double seconds = (System.nanoTime() - stopped) / 1e9;
        System.out.printf("stopped: %.1f s later: %s%n", seconds, note);
        assertThat(seconds).isLessThan(FAILURES.watchdogSeconds() + 2.0);
        assertThat(note).containsPattern("rank 0 \\(127\\.0\\.0\\.1, executor \\d+\\) has been silent for 10 s");
        assertThat(note).containsPattern("its last step was \\d+");
        long again = run.awaitStepOfNextAttempt();
        System.out.printf("stopped: training again after %.1f s%n", (again - stopped) / 1e9);
        TestCluster.signal(zombie, "CONT");
        assertAsIfNothingHadHappened(run.await());
    }

    @Test
    void aRankThatHangsIsNamedWithWhereItHangs() throws Exception {
        Files.createFile(folder.resolve("faults/hang"));
        SupervisedRun run = start(task("hanging", EPOCHS, 2));
        String note = run.awaitNote("[RANK_HUNG]");
        System.out.println("hanging: " + note);
        assertThat(note).contains("has done nothing for 10 s", "it hangs in io.joyul.", "its last step was 13");
        assertAsIfNothingHadHappened(run.await());
    }

    @Test
    void aRankOutOfMemoryIsToldAsSuchAndTriedAgain() throws Exception {
        Files.createFile(folder.resolve("faults/heap"));
        Files.createFile(folder.resolve("faults/native"));
        SupervisedRun run = start(task("memory", EPOCHS, 2));
        assertAsIfNothingHadHappened(run.await());
        System.out.println(String.join("\n", run.notes()));
        assertThat(run.notes())
                .anySatisfy(note -> assertThat(note).contains("[RANK_OUT_OF_MEMORY]", "out of Java heap"))
                .anySatisfy(note -> assertThat(note).contains("[RANK_OUT_OF_MEMORY]", "is out of native memory"));
    }

    @Test
    void aTornAndAnAlteredCheckpointArePassedOverAndSaidSo() throws Exception {
        start(task("altered", EPOCHS, 2)).await();
        List<Path> newest = checkpoints("altered");
        Path torn = newest.get(newest.size() - 1).resolve("optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Path altered = newest.get(newest.size() - 2).resolve("model.safetensors");
        bytes = Files.readAllBytes(altered);
        bytes[bytes.length / 2] ^= 1;
        Files.write(altered, bytes);
        SupervisedRun run = start(task("altered", EPOCHS, 2));
        assertAsIfNothingHadHappened(run.await());
        assertThat(run.notes())
                .anySatisfy(note -> assertThat(note).contains("optimizer.safetensors", "is not used", "SHA-256"))
                .anySatisfy(note -> assertThat(note).contains("model.safetensors", "is not used", "SHA-256"));
    }

    private static List<Path> checkpoints(String name) throws Exception {
        try (var files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.getFileName().toString().startsWith("step-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFullDiskEndsTheStageWithItsOwnCode() throws Exception {
        Path small = Files.createDirectories(folder.resolve("full"));
        try (SmallDisk disk = SmallDisk.assumeMounted(small, "size=1m")) {
            SupervisedRun run = start(task("full", EPOCHS, 2));
            assertThatThrownBy(run::await)
                    .isInstanceOfSatisfying(JoyulException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
                        assertThat(e.code().kind().exitCode()).isEqualTo(4);
                    })
                    .hasMessageContaining("no room is left to write it");
        }
    }

    @Test
    void aStageGoesOnWithFewerRanksWhenAWorkerDiesAndWithMoreWhenOneComesBack() throws Exception {
        int epochs = 60;
        SupervisedRun run = start(task("shrunk", epochs, 1));
        run.awaitStep(12);
        cluster().killWorker("worker-1");
        System.out.println("shrunk: " + run.awaitNote("with 1 of 2 ranks"));
        run.awaitStepOfNextAttempt();
        cluster().startWorker("worker-1");
        System.out.println("grown: " + run.awaitNote("with 2 of 2 ranks"));
        TrainingResult result = run.await();
        assertThat(result.globalStep()).isEqualTo(epochs * 13);
        long tokens = result.history().points().stream()
                .mapToLong(TrainingHistory.Point::tokens)
                .sum();
        long once = wholeHistory.points().stream()
                        .mapToLong(TrainingHistory.Point::tokens)
                        .sum()
                / EPOCHS;
        assertThat(tokens).as("each sample once in each epoch").isEqualTo(once * epochs);
        assertThat(weights(result))
                .as("at any number of ranks")
                .isEqualTo(weights(start(task("undisturbed", epochs, 1)).await()));
    }

    /** A minute for every few kills; the moments are those of the printed seed. */
    @Test
    @Timeout(value = 3600, unit = TimeUnit.SECONDS)
    void fiftyKillsAtRandomMomentsEndWithTheSameWeightsEachTime() throws Exception {
        long seed = Long.getLong("joyul.test.seed", System.nanoTime());
        System.out.println("seed " + seed + "; the same moments again: -Dtest.args=-Djoyul.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            SupervisedRun run = start(task("random-" + round, EPOCHS, 2));
            run.awaitStep(1);
            int planned = 1 + random.nextInt(3);
            for (int kill = 0; kill < planned && !run.isDone(); kill++) {
                TimeUnit.MILLISECONDS.sleep(random.nextLong(4000));
                List<ProcessHandle> executors = cluster().executors();
                if (run.isDone() || executors.isEmpty()) {
                    break;
                }
                executors.get(random.nextInt(executors.size())).destroyForcibly();
                kills++;
            }
            assertAsIfNothingHadHappened(run.await());
            assertThat(new CheckpointReader(storage)
                            .newest(path("random-" + round), "fingerprint")
                            .notes())
                    .isEmpty();
            storage.delete(path("random-" + round));
            System.out.println("round " + round + ": " + kills + " kills so far, the weights are the same");
        }
    }
}
