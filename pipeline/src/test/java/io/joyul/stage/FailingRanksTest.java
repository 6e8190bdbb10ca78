package io.joyul.stage;

import static io.joyul.stage.RanksOnCluster.SECONDS_TO_TRAIN_AGAIN;
import static io.joyul.stage.RanksOnCluster.assertTrainingAgain;
import static io.joyul.stage.RanksOnCluster.rank;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.testing.SmallDisk;
import io.joyul.train.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All the ways in which a rank, its disk or its worker fails, beside those of {@link KilledRanksTest}. */
@Tag("slow")
@Timeout(value = 900, unit = TimeUnit.SECONDS)
final class FailingRanksTest {
    private static final int EPOCHS = 6;

    @TempDir
    private static Path folder;

    private static @Nullable RanksOnCluster started;

    /** Before each and not before all, so that each test is reported as skipped where there is no Spark. */
    @BeforeEach
    void startOnce() throws Exception {
        if (started == null) {
            started = RanksOnCluster.start(folder, EPOCHS);
        }
    }

    @AfterEach
    void awaitEnds() throws Exception {
        if (started != null) {
            started.awaitEnds();
        }
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static RanksOnCluster ranks() {
        assertThat(started).isNotNull();
        return started;
    }

    @Test
    void anExecutorKilledInAnAllReduceIsReplaced() throws Exception {
        List<ThreadSpy> spies = ranks().spies();
        SupervisedRun run = ranks().start(ranks().task("all-reduce"));
        run.awaitStep(12);
        ThreadSpy victim = rank(0, spies);
        ThreadSpy other = rank(1, spies);
        TestCluster.signal(other.process(), "STOP");
        // With the other stopped, this one comes into an all-reduce and stays there.
        victim.await("RingCollective", "await");
        long killed = System.nanoTime();
        victim.process().destroyForcibly();
        TestCluster.signal(other.process(), "CONT");
        assertTrainingAgain(run, "killed in an all-reduce", killed, SECONDS_TO_TRAIN_AGAIN);
        ranks().assertAsIfNothingHadHappened(run.await());
    }

    @Test
    void anExecutorKilledWhileItWritesACheckpointLeavesTheOneBefore() throws Exception {
        List<ThreadSpy> spies = ranks().spies();
        SupervisedRun run = ranks().start(ranks().task("writing"));
        run.awaitStep(12);
        ThreadSpy leader = rank(0, spies);
        leader.await("SafetensorsWriter", "write");
        long killed = System.nanoTime();
        leader.process().destroyForcibly();
        assertTrainingAgain(run, "killed while it wrote a checkpoint", killed, SECONDS_TO_TRAIN_AGAIN);
        ranks().assertAsIfNothingHadHappened(run.await());
        assertThat(ranks().storage().list(ranks().path("writing")))
                .extracting(Storage.Entry::name)
                .noneMatch(name -> name.startsWith("."));
    }

    @Test
    void aRankThatHangsIsNamedWithWhereItHangs() throws Exception {
        Files.createFile(folder.resolve("faults/hang"));
        SupervisedRun run = ranks().start(ranks().task("hanging"));
        String note = run.awaitNote("[RANK_HUNG]");
        System.out.println("hanging: " + note);
        assertThat(note).contains("has done nothing for 10 s", "it hangs in io.joyul.", "its last step was 13");
        ranks().assertAsIfNothingHadHappened(run.await());
    }

    @Test
    void aRankOutOfMemoryIsToldAsSuchAndTriedAgain() throws Exception {
        Files.createFile(folder.resolve("faults/heap"));
        Files.createFile(folder.resolve("faults/native"));
        SupervisedRun run = ranks().start(ranks().task("memory"));
        ranks().assertAsIfNothingHadHappened(run.await());
        System.out.println(String.join("\n", run.notes()));
        assertThat(run.notes())
                .anySatisfy(note -> assertThat(note).contains("[RANK_OUT_OF_MEMORY]", "out of Java heap"))
                .anySatisfy(note -> assertThat(note).contains("[RANK_OUT_OF_MEMORY]", "is out of native memory"));
    }

    @Test
    void aTornAndAnAlteredCheckpointArePassedOverAndSaidSo() throws Exception {
        ranks().start(ranks().task("altered")).await();
        List<Path> newest = checkpoints("altered");
        Path torn = newest.get(newest.size() - 1).resolve("optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
        Path altered = newest.get(newest.size() - 2).resolve("model.safetensors");
        bytes = Files.readAllBytes(altered);
        bytes[bytes.length / 2] ^= 1;
        Files.write(altered, bytes);
        SupervisedRun run = ranks().start(ranks().task("altered"));
        ranks().assertAsIfNothingHadHappened(run.await());
        assertThat(run.notes())
                .anySatisfy(note -> assertThat(note).contains("optimizer.safetensors", "is not used", "SHA-256"))
                .anySatisfy(note -> assertThat(note).contains("model.safetensors", "is not used", "SHA-256"));
    }

    @Test
    void aFullDiskEndsTheStageWithItsOwnCode() throws Exception {
        Path small = Files.createDirectories(folder.resolve("full"));
        try (SmallDisk disk = SmallDisk.assumeMounted(small, "size=1m")) {
            SupervisedRun run = ranks().start(ranks().task("full"));
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
        // A slow disk, so that the run is not over before the cluster has changed.
        Path slow = Files.createFile(folder.resolve("faults/slow"));
        SupervisedRun run = ranks().start(ranks().task("shrunk", EPOCHS, 1));
        run.awaitStep(6);
        ranks().cluster().killWorker("worker-1");
        System.out.println("shrunk: " + run.awaitNote("with 1 of 2 ranks"));
        run.awaitStepOfNextAttempt();
        ranks().cluster().startWorker("worker-1");
        System.out.println("grown: " + run.awaitNote("with 2 of 2 ranks"));
        Files.delete(slow);
        TrainingResult result = run.await();
        assertThat(result.globalStep()).isEqualTo(EPOCHS * RanksOnCluster.STEPS_OF_AN_EPOCH);
        assertThat(RanksOnCluster.tokens(result))
                .as("each sample once in each epoch")
                .isEqualTo(ranks().tokensOfAnEpoch() * EPOCHS);
        SupervisedRun undisturbed = ranks().start(ranks().task("undisturbed", EPOCHS, 1));
        assertThat(ranks().weights(result))
                .as("at any number of ranks")
                .isEqualTo(ranks().weights(undisturbed.await()));
    }

    private static List<Path> checkpoints(String name) throws Exception {
        try (var files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.getFileName().toString().startsWith("step-"))
                    .sorted()
                    .toList();
        }
    }
}
