package io.joyul.job;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through the real spark-submit, on a standalone master and two workers. */
class StandaloneClusterTest {
    private static final String PLANTED = "pl4nted-" + ProcessHandle.current().pid() + "-0n-a-cluster";

    @TempDir
    static Path clusterFolder;

    private static @Nullable StandaloneCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void startCluster() throws Exception {
        if (InstalledSpark.isThere()) {
            cluster = StandaloneCluster.start(clusterFolder, Map.of("PLANTED_TOKEN", PLANTED));
        }
    }

    /** Here and not before all, so that each test is reported as skipped, with the reason. */
    @BeforeEach
    void requireSpark() {
        InstalledSpark.assumeThere();
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void smallRunEndsWithAReportOnLocalFilesAndItsSecretInNone() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Path events = Files.createDirectories(folder.resolve("events"));
        Ended ended = submit(
                small,
                "--set",
                "spark.properties={spark.hadoop.joyul.test.hidden: '${env:PLANTED_TOKEN}', spark.eventLog.enabled:"
                        + " true, spark.eventLog.compress: false, spark.eventLog.dir: '" + events.toUri() + "'}");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("accuracy ", "pretraining ", "report.html");
        assertThat(Path.of(small.output(), "report", "report.html")).isRegularFile();
        SecretsTest.assertThatEventLogRedacts(events, "joyul.test.hidden");
        assertThat(SecretsTest.holders(clusterFolder, "Spark Executor Command"))
                .as("the executors' logs")
                .hasSizeGreaterThan(1);
        assertThat(SecretsTest.holders(clusterFolder, PLANTED)).isEmpty();
        assertThat(SecretsTest.holders(folder, PLANTED)).isEmpty();
    }

    @Test
    void smallRunKeepsItsShardsAndCheckpointsOnHdfs() throws Exception {
        try (MiniDFSCluster dfs = Hdfs.start(folder)) {
            FileSystem files = dfs.getFileSystem();
            SmallRun small = SmallRun.write(folder.resolve("run"), Hdfs.url(dfs, "/out"), Hdfs.url(dfs, "/data"));
            for (String split : List.of("train", "dev", "test")) {
                files.copyFromLocalFile(
                        path(folder.resolve("run").resolve(split + ".tsv").toString()),
                        path("/data/" + split + ".tsv"));
            }
            Ended ended = submit(small);
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("accuracy ", Hdfs.url(dfs, "/out/report/report.html"));
            assertThat(files.exists(path("/out/shards/masked/manifest.json"))).isTrue();
            assertThat(files.globStatus(path("/out/train/checkpoints/step-*/model.safetensors")))
                    .isNotEmpty();
            assertThat(files.exists(path("/out/.lock")))
                    .as("the folder is free again")
                    .isFalse();
        }
    }

    @Test
    void moreRanksThanTheClusterHasSlotsEndWithAMessageWithinAMinute() throws Exception {
        SmallRun small = SmallRun.write(folder);
        long began = System.nanoTime();
        Ended ended = submit(small, "--set", "training.ranks=3", "--set", "training.schedule-timeout-seconds=5");
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(4);
        assertThat(ended.output()).contains("training.ranks is 3", "after 5 s", "[RANKS_NOT_SCHEDULABLE]");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(60);
    }

    @Test
    void aDriverThatIsKilledAndStartedAgainGoesOnToTheSameWeights() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Ended whole = submit(small, "--set", "output=" + folder.resolve("whole"));
        assertThat(whole.exitCode()).as(whole.output()).isZero();

        String[] again = {
            "--set", "output=" + folder.resolve("killed"), "--set", "training.keep-checkpoints=" + Integer.MAX_VALUE
        };
        for (String stage : List.of("pretrain", "train")) {
            Path checkpoint = folder.resolve("killed").resolve(stage).resolve("checkpoints/step-00000020");
            Path log = folder.resolve("killed-in-" + stage + ".log");
            Process driver = cluster().begin(log, StandaloneCluster.submission(small, again));
            try {
                awaitFolder(checkpoint, driver, log);
            } finally {
                driver.destroyForcibly().waitFor();
            }
        }
        byte[] before = manifest("killed", "train", "step-00000020");
        Ended ended = submit(small, again);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(manifest("killed", "train", "step-00000020"))
                .as("the checkpoint that the killed run left")
                .isEqualTo(before);
        for (String stage : List.of("pretrain", "train")) {
            assertThat(newestWeights("killed", stage)).as(stage).isEqualTo(newestWeights("whole", stage));
        }
        assertThat(names("killed", "train")).noneMatch(name -> name.startsWith(".generation"));
    }

    @Test
    void aRunWhoseApplicationIsEndedSaysSoAndTriesNothingAgain() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Path log = folder.resolve("ended.log");
        Process driver = cluster().begin(log, StandaloneCluster.submission(small, "--set", "pretrain.epochs=100"));
        awaitFolder(Path.of(small.output(), "pretrain", "checkpoints/step-00000020"), driver, log);
        cluster().endApplications();
        Ended ended = Script.await(driver, log, StandaloneCluster.MINUTES);
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(4);
        assertThat(ended.output())
                .contains("ended from outside", "[INTERRUPTED]")
                .doesNotContain("attempt 1 failed");
    }

    @Test
    void aSweepIsAJobTooAndDoesNothingTwice() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Path sweep = Files.writeString(folder.resolve("sweep.yaml"), """
                name: rates
                run: %s
                set: [pretrain=~, training.ranks=1, train.epochs=1, train.compare-from-scratch=false]
                output: %s/sweep
                parallel: 2
                space:
                  train.learning-rate: {choice: [0.0003, 0.003]}
                strategy: {kind: grid}
                """.formatted(small.file(), folder));
        Ended first = sweep(sweep);
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("2 whole").doesNotContain("lost its slot");
        List<Path> done = files(folder.resolve("sweep/journal"));
        assertThat(Files.readAllLines(folder.resolve("sweep/report/trials.jsonl")))
                .hasSize(2);
        assertThat(folder.resolve("sweep/report/sweep.html")).isRegularFile();

        Ended second = sweep(sweep);
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(files(folder.resolve("sweep/journal")))
                .as("a trial that ended is not run again")
                .isEqualTo(done);
    }

    private Ended sweep(Path file) throws Exception {
        Path log = folder.resolve("sweep.log");
        return Script.await(cluster().begin(log, "submit", "Sweep", file.toString()), log, StandaloneCluster.MINUTES);
    }

    private static void awaitFolder(Path wanted, Process driver, Path log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(StandaloneCluster.MINUTES);
        while (!Files.isDirectory(wanted)) {
            assertThat(driver.isAlive() && System.nanoTime() < deadline)
                    .as("waiting for " + wanted + ": " + Files.readString(log))
                    .isTrue();
            Thread.sleep(5);
        }
    }

    private byte[] manifest(String run, String stage, String checkpoint) throws IOException {
        return Files.readAllBytes(checkpoints(run, stage).resolve(checkpoint).resolve("checkpoint.json"));
    }

    private byte[] newestWeights(String run, String stage) throws IOException {
        String newest = names(run, stage).stream()
                .filter(name -> name.startsWith("step-"))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Files.readAllBytes(checkpoints(run, stage).resolve(newest).resolve("model.safetensors"));
    }

    private List<String> names(String run, String stage) throws IOException {
        return files(checkpoints(run, stage)).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private Path checkpoints(String run, String stage) {
        return folder.resolve(run).resolve(stage).resolve("checkpoints");
    }

    private static org.apache.hadoop.fs.Path path(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }

    private static StandaloneCluster cluster() {
        return requireNonNull(cluster);
    }

    private Ended submit(SmallRun small, String... more) throws Exception {
        return cluster().submit(folder.resolve("submit.log"), small, more);
    }
}
