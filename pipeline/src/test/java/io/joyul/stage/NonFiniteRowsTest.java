package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.adapt.Adaptation;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.checkpoint.SafetensorsWriter;
import io.joyul.config.ComputeConfig;
import io.joyul.config.FailuresConfig;
import io.joyul.config.FailuresConfig.OnNonFinite;
import io.joyul.config.FitConfig;
import io.joyul.config.LogConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.config.WireConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.tensor.Libtorch;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ranks go on from weights that are no numbers, so no loss is one either. */
final class NonFiniteRowsTest extends OnLocalSpark {
    private static final int EXAMPLES = 400;
    private static final int GLOBAL_BATCH = 32;
    private static final BertConfig SHAPE = new BertConfig(
            TinyShards.VOCABULARY,
            32,
            1,
            4,
            64,
            TinyShards.MAX_LENGTH,
            2,
            0.1,
            0.1,
            1e-12,
            0.02,
            0,
            List.of("without", "with"));

    @BeforeAll
    static void prepareLibtorch() {
        Libtorch.prepare(1);
    }

    @BeforeEach
    void writeShards() throws Exception {
        TinyShards.labelled(storage, path("labelled"), EXAMPLES, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aRunThatStopsListsTheRowsOfItsStepOnEveryRank() throws Exception {
        assertThatThrownBy(() -> train(new FailuresConfig(300, 900, 10, OnNonFinite.STOP, 5)))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE))
                .hasMessageContaining("in step 1");
        assertThat(storage.list(path("train/non-finite"))).hasSize(2);
        List<Long> rows = rows(1);
        assertThat(rows).hasSize(GLOBAL_BATCH).doesNotHaveDuplicates().allMatch(id -> id >= 0 && id < EXAMPLES);
    }

    @Test
    void aRunThatLeavesStepsOutListsTheRowsOfEach() throws Exception {
        assertThatThrownBy(() -> train(new FailuresConfig(300, 900, 10, OnNonFinite.BACK_OFF, 2)))
                .hasMessageContaining("in step 3")
                .hasMessageContaining("after 2 steps that were left out");
        List<Long> rows = new ArrayList<>();
        for (int step = 1; step <= 3; step++) {
            rows.addAll(rows(step));
        }
        assertThat(rows).hasSize(3 * GLOBAL_BATCH).doesNotHaveDuplicates();
    }

    private List<Long> rows(int step) throws IOException {
        List<Long> rows = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            Path file = folder.resolve("train/non-finite/step-%08d-rank-%d.json".formatted(step, rank));
            JsonNode told = new ObjectMapper().readTree(file.toFile());
            assertThat(told.get("loss").asText()).isEqualTo("NaN");
            for (JsonNode slot : told.get("slots")) {
                slot.get("exampleIds").forEach(id -> rows.add(id.asLong()));
            }
        }
        return rows;
    }

    private void train(FailuresConfig failures) throws IOException {
        Path start = weightsThatAreNoNumbers();
        TrainingTask task = new TrainingTask(
                "train",
                Map.of(),
                path("labelled"),
                ShardManifest.Kind.LABELLED,
                null,
                new Adaptation.Full(),
                new float[0],
                0,
                path("tokenizer.json"),
                path("train"),
                new Observation(path("log")),
                SHAPE,
                start.toString(),
                5,
                new Course(1, 3e-3, new LearningRateSchedule.Linear(0.1), EarlyStopping.never()),
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
                        0,
                        TrainingConfig.CollectiveKind.AUTO,
                        4,
                        false,
                        false,
                        0,
                        WireConfig.DEFAULTS,
                        TrainingConfig.DeviceKind.AUTO,
                        60,
                        ComputeConfig.PLAIN,
                        FitConfig.NONE,
                        failures,
                        LogConfig.DEFAULTS),
                "fingerprint",
                "name: test\n");
        var stopped = TrainingStage.run(spark, task, Progress.silent());
    }

    /** A checkpoint to start from; what it lacks is drawn at random. */
    private Path weightsThatAreNoNumbers() throws IOException {
        FloatBuffer values = FloatBuffer.allocate(SHAPE.hiddenSize());
        Arrays.fill(values.array(), Float.NaN);
        Path start = Files.createDirectories(folder.resolve("start"));
        try (OutputStream out = Files.newOutputStream(start.resolve(ModelFiles.WEIGHTS))) {
            SafetensorsWriter.write(
                    out,
                    List.of(new SafetensorsWriter.Source(
                            "bert.embeddings.LayerNorm.weight", new long[] {SHAPE.hiddenSize()}, values)));
        }
        return start;
    }
}
