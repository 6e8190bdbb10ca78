package io.joyul.dllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.TrainingConfig;
import io.joyul.stage.Progress;
import io.joyul.stage.TinyShards;
import io.joyul.stage.TinyTasks;
import io.joyul.stage.TrainingStage;
import io.joyul.stage.TrainingTask;
import io.joyul.storage.Storage;
import io.joyul.testing.InstalledSpark;
import io.joyul.train.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole training stages, whose ranks are threads of one process, and of executors. */
@Timeout(300)
final class DllibTrainingTest {
    /** 400 examples at a global batch of 32 are 13 steps an epoch. */
    private static final int EPOCHS = 3;

    private static final int STEPS = 39;

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    @BeforeEach
    void writeShards() throws Exception {
        TinyShards.labelled(storage, path("shards"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private TrainingTask task(String stage, String collective) throws Exception {
        return TinyTasks.classifier(
                stage, path("shards"), path("tokenizer.json"), path(stage), EPOCHS, training(collective));
    }

    private TrainingConfig training(String collective) throws Exception {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                name: test
                output: %s
                input: {train: train.tsv, dev: dev.tsv, text-column: text, label-column: label}
                training:
                  ranks: 2
                  micro-batch: 8
                  gradient-accumulation-steps: 2
                  checkpoint-every: 5
                  keep-checkpoints: 4
                  log-every: 1
                  retries: 1
                  schedule-timeout-seconds: 40
                  collective: %s
                """.formatted(path("out"), collective));
        return RunConfigLoader.load(storage, file.toString(), List.of()).training();
    }

    private float[] weights(String checkpoint) {
        try (var model = ModelFiles.load(storage, checkpoint)) {
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

    private void requireEqual(TrainingResult result, TrainingResult gloo) {
        assertThat(result.globalStep()).isEqualTo(STEPS).isEqualTo(gloo.globalStep());
        float[] expected = weights(gloo.checkpoint());
        float[] found = weights(result.checkpoint());
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-6f));
        }
        assertThat(result.history().points()).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            assertThat(result.history().points().get(i).loss())
                    .isCloseTo(gloo.history().points().get(i).loss(), within(1e-6));
        }
        assertThat(result.history().epochs()).isEqualTo(gloo.history().epochs());
    }

    private static SparkSession local() {
        return SparkSession.builder()
                .appName("dllib-test")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    /** Two executors of one slot each, processes of their own. */
    private static SparkSession cluster() {
        InstalledSpark.assumeThere();
        String options = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.nopointergc=true";
        return SparkSession.builder()
                .appName("dllib-test")
                .master("local-cluster[2,1,1024]")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.extraJavaOptions", options)
                .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
                .config("spark.executorEnv.SPARK_SCALA_VERSION", InstalledSpark.scala())
                .getOrCreate();
    }

    @Test
    void ranksOfOneProcessEndWithTheWeightsThatGlooGives() throws Exception {
        try (SparkSession spark = local()) {
            TrainingResult gloo = TrainingStage.run(spark, task("gloo", "gloo"), Progress.silent());
            requireEqual(TrainingStage.run(spark, task("dllib", "dllib"), Progress.silent()), gloo);
        }
    }

    @Test
    void ranksOfExecutorsEndWithTheWeightsThatGlooGives() throws Exception {
        try (SparkSession spark = cluster()) {
            TrainingResult gloo = TrainingStage.run(spark, task("gloo", "gloo"), Progress.silent());
            requireEqual(TrainingStage.run(spark, task("dllib", "dllib"), Progress.silent()), gloo);
        }
    }

    @Test
    void anExecutorThatIsKilledCostsTheStepsSinceTheLastCheckpointAlone() throws Exception {
        List<String> notes = new CopyOnWriteArrayList<>();
        try (SparkSession spark = cluster()) {
            TrainingResult gloo = TrainingStage.run(spark, task("gloo", "gloo"), Progress.silent());
            CompletableFuture<Boolean> killing = CompletableFuture.supplyAsync(this::killOneAfterTwoCheckpoints);
            TrainingResult result = TrainingStage.run(spark, task("dllib", "dllib"), noting(notes));
            assertThat(killing.join()).isTrue();
            assertThat(notes).anyMatch(note -> note.contains("gone with executor"));
            requireEqual(result, gloo);
        }
    }

    private boolean killOneAfterTwoCheckpoints() {
        Path second = folder.resolve("dllib").resolve("step-00000010");
        while (!Files.exists(second)) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        // The executors are the only processes of Java that this one starts.
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }

    private static Progress noting(List<String> notes) {
        return new Progress() {
            @Override
            public void begin(String stage, String detail) {}

            @Override
            public void update(double done, String detail) {}

            @Override
            public void end(String summary) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
    }
}
