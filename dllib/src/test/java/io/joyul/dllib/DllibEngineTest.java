package io.joyul.dllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.Classifier;
import io.joyul.stage.EvaluationStage;
import io.joyul.stage.Progress;
import io.joyul.stage.TinyShards;
import io.joyul.stage.TinyTasks;
import io.joyul.stage.TrainingEngine;
import io.joyul.storage.Storage;
import io.joyul.train.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
final class DllibEngineTest {
    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private RunConfig config(String... settings) throws Exception {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                name: test
                output: %s
                input: {train: train.tsv, dev: dev.tsv, text-column: text, label-column: label}
                training: {ranks: 2, micro-batch: 16}
                train: {engine: dllib}
                """.formatted(path("out")));
        return RunConfigLoader.load(storage, file.toString(), List.of(settings));
    }

    @Test
    void aClassifierIsLearntAndEvaluatedWithoutLibtorch() throws Exception {
        TinyShards.labelled(storage, path("shards"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
        try (SparkSession spark = SparkSession.builder()
                .appName("dllib-test")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            TrainingResult trained = TrainingEngine.find("dllib")
                    .train(
                            spark,
                            TinyTasks.classifier(
                                    "train",
                                    path("shards"),
                                    path("tokenizer.json"),
                                    path("train"),
                                    6,
                                    config().training()),
                            Progress.silent());
            assertThat(trained.globalStep()).isEqualTo(6 * 13);
            ClassificationResult result = EvaluationStage.run(
                            spark,
                            EvaluationStage.Task.of(
                                    "evaluate",
                                    Map.of(),
                                    trained.checkpoint(),
                                    path("shards"),
                                    "dev",
                                    1,
                                    config().evaluate()),
                            Progress.silent())
                    .result(List.of("without", "with"));
            assertThat(result.examples()).isEqualTo(100);
            assertThat(result.accuracy().estimate()).isGreaterThan(0.9);
            assertThat(trained.history().points()).hasSize(6 * 13);
            assertThat(trained.history().points().get(77).loss()).isLessThan(0.3);
            assertThat(trained.history().epochs().get(0).accuracy())
                    .as("the weights that were written are those that were trained")
                    .isCloseTo(result.accuracy().estimate(), within(1e-9));
        }
        Files.write(folder.resolve("train/dllib/dllib.safetensors"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Classifier.open(storage, path("train/dllib")))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
                .hasMessageContaining("dllib.safetensors");
    }

    @Test
    void whatTheEngineHasNoAnswerToIsRefused() {
        assertThatThrownBy(() -> config(
                        "train.class-weights=inverse-frequency",
                        "train.label-smoothing=0.1",
                        "train.schedule.kind=cosine",
                        "model.checkpoint=somewhere"))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("train.class-weights")
                .hasMessageContaining("train.label-smoothing")
                .hasMessageContaining("train.schedule.kind")
                .hasMessageContaining("model.checkpoint");
    }
}
