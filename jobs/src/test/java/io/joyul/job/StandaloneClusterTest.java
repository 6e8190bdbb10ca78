package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through the real spark-submit, on a standalone master and two workers. */
class StandaloneClusterTest {
    private static final long MINUTES = 8;

    @TempDir
    static Path clusterFolder;

    private static int port;

    @TempDir
    Path folder;

    @BeforeAll
    static void startCluster() throws Exception {
        if (System.getenv("SPARK_HOME") == null) {
            return;
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Ended started = standalone(clusterFolder.resolve("start.log"), "start");
        assertThat(started.exitCode()).as(started.output()).isZero();
    }

    /** Here and not before all, so that each test is reported as skipped, with the reason. */
    @BeforeEach
    void requireSpark() {
        assumeTrue(port != 0, "SPARK_HOME names no Spark; ./joyul test sets one up");
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (port != 0) {
            standalone(clusterFolder.resolve("stop.log"), "stop");
        }
    }

    @Test
    void smallRunEndsWithAReportOnLocalFiles() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Ended ended = submit(small);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("accuracy ", "pretraining ", "report.html");
        assertThat(Path.of(small.output(), "report", "report.html")).isRegularFile();
    }

    @Test
    void smallRunKeepsItsShardsAndCheckpointsOnHdfs() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        try (MiniDFSCluster dfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
            String root = "hdfs://127.0.0.1:" + dfs.getNameNodePort();
            FileSystem files = dfs.getFileSystem();
            SmallRun small = SmallRun.write(folder.resolve("run"), root + "/out", root + "/data");
            for (String split : List.of("train", "dev", "test")) {
                files.copyFromLocalFile(
                        path(folder.resolve("run").resolve(split + ".tsv").toString()),
                        path("/data/" + split + ".tsv"));
            }
            Ended ended = submit(small);
            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("accuracy ", root + "/out/report/report.html");
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
            Process driver = begin(log, submission(small, again));
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

    private static void awaitFolder(Path wanted, Process driver, Path log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
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
        try (Stream<Path> files = Files.list(checkpoints(run, stage))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Path checkpoints(String run, String stage) {
        return folder.resolve(run).resolve(stage).resolve("checkpoints");
    }

    private static org.apache.hadoop.fs.Path path(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }

    private record Ended(int exitCode, String output) {}

    private Ended submit(SmallRun small, String... more) throws Exception {
        return standalone(folder.resolve("submit.log"), submission(small, more));
    }

    private static String[] submission(SmallRun small, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("submit", "Run", small.file().toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** The process is the job's driver itself, once it runs: each script on the way to it is replaced by the next. */
    private static Process begin(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("standalone.sh").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put("JOYUL_CLUSTER_DIR", clusterFolder.resolve("cluster").toString());
        builder.environment().put("JOYUL_MASTER_PORT", Integer.toString(port));
        return builder.start();
    }

    private static Ended standalone(Path log, String... arguments) throws IOException, InterruptedException {
        Process process = begin(log, arguments);
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        assertThat(ended)
                .as("within " + MINUTES + " minutes; so far: " + output)
                .isTrue();
        return new Ended(process.exitValue(), output);
    }
}
