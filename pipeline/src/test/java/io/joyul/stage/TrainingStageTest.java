package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.adapt.Adaptation;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.ComputeConfig;
import io.joyul.config.FailuresConfig;
import io.joyul.config.FitConfig;
import io.joyul.config.LogConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.config.WireConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TrainingStageTest extends OnLocalSpark {
    private static final String PROFILED = "profiled";

    @BeforeEach
    void writeShards() throws Exception {
        TinyShards.labelled(storage, path("labelled"), 400, 100);
        TinyShards.masked(storage, path("masked"), 400, 100);
        TinyShards.maskable(storage, path("maskable"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
    }

    /** Whether gradients are added up in a fixed tree, over a shared optimizer, and weights averaged. */
    private boolean exact;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private TrainingTask task(String stage, ShardManifest.Kind kind, String startFrom, int ranks, int epochs) {
        return task(stage, kind, startFrom, ranks, epochs, 0);
    }

    private TrainingTask task(
            String stage, ShardManifest.Kind kind, String startFrom, int ranks, int epochs, int packLength) {
        Course course = new Course(epochs, 3e-3, new LearningRateSchedule.Linear(0.1), EarlyStopping.never());
        return task(stage, kind, startFrom, ranks, course, packLength);
    }

    private TrainingTask task(String stage, ShardManifest.Kind kind, Course course, int ranks) {
        return task(stage, kind, TrainingTask.SCRATCH, ranks, course, 0);
    }

    private TrainingTask task(
            String stage, ShardManifest.Kind kind, String startFrom, int ranks, Course course, int packLength) {
        BertConfig shape = new BertConfig(
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
                kind == ShardManifest.Kind.LABELLED ? List.of("without", "with") : List.of());
        int microBatch = 8;
        return new TrainingTask(
                stage,
                Map.of(),
                path(kind.name().toLowerCase(Locale.ROOT)),
                kind,
                kind == ShardManifest.Kind.MASKABLE ? TinyShards.MASKING : null,
                new Adaptation.Full(),
                new float[0],
                0,
                path("tokenizer.json"),
                path(stage),
                new Observation(path(stage + "-log"), stage.equals(PROFILED) ? path("profile") : ""),
                shape,
                startFrom,
                5,
                course,
                new TrainingConfig(
                        ranks,
                        microBatch,
                        4 / ranks,
                        packLength,
                        1.0,
                        0.01,
                        5,
                        4,
                        1,
                        1,
                        1,
                        0,
                        TrainingConfig.CollectiveKind.AUTO,
                        4,
                        exact,
                        exact,
                        exact ? 0.9 : 0,
                        WireConfig.DEFAULTS,
                        TrainingConfig.DeviceKind.AUTO,
                        20,
                        ComputeConfig.PLAIN,
                        FitConfig.NONE,
                        FailuresConfig.DEFAULTS,
                        LogConfig.DEFAULTS),
                "fingerprint",
                "name: test\n");
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

    @Test
    void pretrainingThenTuningOnTwoRanksLearnsTheTask() {
        TrainingResult pretrained = TrainingStage.run(
                spark, task("pretrain", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 4), Progress.silent());
        assertThat(pretrained.history().epochs()).hasSize(4);
        TrainingResult tuned = TrainingStage.run(
                spark, task("train", ShardManifest.Kind.LABELLED, pretrained.checkpoint(), 2, 12), Progress.silent());
        assertThat(tuned.globalStep()).isEqualTo(12 * 13);
        ClassificationResult result = EvaluationStage.run(
                        spark,
                        new EvaluationStage.Task(
                                "evaluate", Map.of(), tuned.checkpoint(), path("labelled"), "dev", 16, 1, 100, 10, 5),
                        Progress.silent())
                .result(List.of("without", "with"));
        assertThat(result.examples()).isEqualTo(100);
        assertThat(result.accuracy().estimate()).isGreaterThan(0.9);
        assertThat(tuned.history().epochs().get(11).accuracy())
                .as("the loop and the evaluation stage see the same split")
                .isCloseTo(result.accuracy().estimate(), within(1e-9));
    }

    @Test
    void twoRanksReachTheLossOfOneRankAtTheSameGlobalBatch() {
        List<TrainingHistory.Point> one = TrainingStage.run(
                        spark, task("one", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 1, 4), Progress.silent())
                .history()
                .points();
        List<TrainingHistory.Point> two = TrainingStage.run(
                        spark, task("two", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 4), Progress.silent())
                .history()
                .points();
        assertThat(two).hasSize(52).hasSameSizeAs(one);
        for (int i = 0; i < two.size(); i++) {
            assertThat(two.get(i).loss()).isCloseTo(one.get(i).loss(), within(1e-4));
        }
    }

    @Test
    void twoRanksMaskTheSameTokensAsOneWhereMaskingIsDynamic() {
        TrainingHistory one = TrainingStage.run(
                        spark, task("one", ShardManifest.Kind.MASKABLE, TrainingTask.SCRATCH, 1, 2), Progress.silent())
                .history();
        TrainingHistory two = TrainingStage.run(
                        spark, task("two", ShardManifest.Kind.MASKABLE, TrainingTask.SCRATCH, 2, 2), Progress.silent())
                .history();
        for (int i = 0; i < one.points().size(); i++) {
            assertThat(two.points().get(i).loss()).isCloseTo(one.points().get(i).loss(), within(1e-4));
        }
        assertThat(two.epochs().get(1).devLoss()).isCloseTo(one.epochs().get(1).devLoss(), within(1e-4));
    }

    @Test
    void packedExamplesTeachAsMuchAndTheSameOnAnyNumberOfRanks() {
        for (ShardManifest.Kind kind : List.of(ShardManifest.Kind.MASKED, ShardManifest.Kind.LABELLED)) {
            TrainingHistory padded = TrainingStage.run(
                            spark, task("padded-" + kind, kind, TrainingTask.SCRATCH, 1, 3), Progress.silent())
                    .history();
            TrainingHistory one = TrainingStage.run(
                            spark, task("one-" + kind, kind, TrainingTask.SCRATCH, 1, 3, 48), Progress.silent())
                    .history();
            TrainingHistory two = TrainingStage.run(
                            spark, task("two-" + kind, kind, TrainingTask.SCRATCH, 2, 3, 48), Progress.silent())
                    .history();
            for (int i = 0; i < one.points().size(); i++) {
                assertThat(two.points().get(i).loss())
                        .isCloseTo(one.points().get(i).loss(), within(1e-4));
            }
            assertThat(one.epochs().get(2).devLoss())
                    .isCloseTo(padded.epochs().get(2).devLoss(), within(0.2));
        }
    }

    @Test
    void aStoppedRunGoesOnFromItsCheckpointToTheSameWeights() throws Exception {
        TrainingResult whole = TrainingStage.run(
                spark, task("whole", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), Progress.silent());
        TrainingTask stopped = task("stopped", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2);
        TrainingStage.run(spark, stopped, Progress.silent());
        // What a run that was killed in step 21 leaves: the checkpoints up to 20, and a half-written one.
        storage.delete(path("stopped/step-00000025"));
        storage.delete(path("stopped/step-00000026"));
        Files.createDirectories(folder.resolve("stopped/.generation-1-x/step-00000025"));
        Files.writeString(
                folder.resolve("stopped/.generation-1-x/step-00000025/config.json"), "{", StandardCharsets.UTF_8);
        assertThat(new CheckpointReader(storage)
                        .newest(path("stopped"), "fingerprint")
                        .path())
                .hasValueSatisfying(found -> assertThat(found).endsWith("step-00000020"));
        TrainingResult resumed = TrainingStage.run(spark, stopped, Progress.silent());
        assertThat(resumed.checkpoint()).endsWith("step-00000026");
        assertThat(weights(resumed.checkpoint())).isEqualTo(weights(whole.checkpoint()));
        assertThat(resumed.history().points()).hasSize(26);
        assertThat(folder.resolve("stopped/.generation-1-x")).doesNotExist();
        // The log of the run that was stopped has each point once, and one event file.
        List<String> events = Files.readAllLines(folder.resolve("stopped-log/events.jsonl"));
        assertThat(events).hasSize(26 + 2);
        assertThat(events.get(25)).startsWith("{\"step\":25,").contains("\"clipped\":");
        assertThat(events.get(27)).startsWith("{\"step\":26,").contains("\"epoch\":2", "\"devLoss\":");
        assertThat(storage.list(path("stopped-log"))).hasSize(2);
    }

    @Test
    void aRunOfTwoRanksGoesOnWithOneToTheSameLosses() {
        TrainingResult whole = TrainingStage.run(
                spark, task("both", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), Progress.silent());
        TrainingStage.run(
                spark, task("fewer", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), Progress.silent());
        storage.delete(path("fewer/step-00000025"));
        storage.delete(path("fewer/step-00000026"));
        storage.delete(path("fewer/step-00000020"));
        assertThat(new CheckpointReader(storage)
                        .newest(path("fewer"), "fingerprint")
                        .path())
                .hasValueSatisfying(found -> assertThat(found).endsWith("step-00000015"));

        TrainingResult resumed = TrainingStage.run(
                spark, task("fewer", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 1, 2), Progress.silent());

        List<TrainingHistory.Point> expected = whole.history().points();
        List<TrainingHistory.Point> points = resumed.history().points();
        assertThat(points).hasSize(26).hasSameSizeAs(expected);
        for (int i = 0; i < points.size(); i++) {
            assertThat(points.get(i).loss()).isCloseTo(expected.get(i).loss(), within(1e-4));
            assertThat(points.get(i).tokens()).isEqualTo(expected.get(i).tokens());
        }
    }

    @Test
    void fixedSlotsASharedOptimizerAndAveragedWeightsGoOnAtAnotherNumberOfRanksToTheSameBits() {
        exact = true;
        TrainingResult one = TrainingStage.run(
                spark, task("one", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 1, 2), Progress.silent());
        TrainingResult two = TrainingStage.run(
                spark, task("two", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), Progress.silent());
        assertThat(weights(two.checkpoint())).isEqualTo(weights(one.checkpoint()));
        storage.delete(path("one/step-00000025"));
        storage.delete(path("one/step-00000026"));
        TrainingResult resumed = TrainingStage.run(
                spark, task("one", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), Progress.silent());
        assertThat(resumed.checkpoint()).endsWith("step-00000026");
        assertThat(weights(resumed.checkpoint())).isEqualTo(weights(two.checkpoint()));
    }

    @Test
    void aDamagedCheckpointIsPassedOverAndAnotherConfigurationsIsNotUsed() throws Exception {
        TrainingTask task = task("damaged", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 1, 1);
        TrainingResult result = TrainingStage.run(spark, task, Progress.silent());
        Path newest = Path.of(result.checkpoint().replaceFirst("^file:", ""));
        byte[] bytes = Files.readAllBytes(newest.resolve("model.safetensors"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest.resolve("model.safetensors"), bytes);
        CheckpointReader.Found found = new CheckpointReader(storage).newest(task.checkpoints(), "fingerprint");
        assertThat(found.path()).hasValueSatisfying(path -> assertThat(path).endsWith("step-00000010"));
        assertThat(found.notes()).singleElement().asString().contains("model.safetensors", "SHA-256");
        assertThat(new CheckpointReader(storage)
                        .newest(task.checkpoints(), "another")
                        .path())
                .isEqualTo(Optional.empty());
    }

    @Test
    void aStageThatGetsNoBetterEndsEarlyAndSaysSo() {
        Course course = new Course(
                9,
                3e-3,
                new LearningRateSchedule.Constant(0),
                // No loss falls by 100 nats, so only the first epoch counts as better.
                new EarlyStopping(1, 100, EarlyStopping.Metric.DEV_LOSS));
        RecordingProgress progress = new RecordingProgress();
        TrainingResult result =
                TrainingStage.run(spark, task("early", ShardManifest.Kind.LABELLED, course, 2), progress);
        assertThat(result.history().epochs()).hasSize(2);
        assertThat(result.globalStep()).isEqualTo(2 * 13);
        assertThat(progress.notes).anyMatch(note -> note.startsWith("ended early, after epoch 2 of 9: the dev loss"));
    }

    @Test
    void aProfileTellsWhereTheTimeOfAStepOfBothRanksGoes() throws Exception {
        RecordingProgress progress = new RecordingProgress();
        TrainingStage.run(spark, task(PROFILED, ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 2), progress);
        assertThat(progress.notes)
                .anyMatch(note -> note.matches("step 21, in ms +rank 0 +rank 1"))
                .anyMatch(note -> note.matches("forward +[\\d.]+ \\(2 × [\\d.]+\\) +[\\d.]+ \\(2 × [\\d.]+\\)"))
                .anyMatch(note -> note.matches("all-reduce +[\\d.]+ +[\\d.]+"))
                .anyMatch(note -> note.matches("optimizer +[\\d.]+ +[\\d.]+"));
        JsonNode trace =
                new ObjectMapper().readTree(folder.resolve("profile/trace.json").toFile());
        for (int rank = 0; rank < 2; rank++) {
            List<String> phases = new ArrayList<>();
            for (JsonNode event : trace.get("traceEvents")) {
                if (event.get("pid").asInt() == rank && event.get("ph").asText().equals("X")) {
                    phases.add(event.get("name").asText());
                }
            }
            assertThat(phases).contains("data", "forward", "backward", "all-reduce", "optimizer");
        }
    }

    @Test
    void moreRanksThanSlotsAreRefusedAtOnce() {
        assertThatThrownBy(() -> TrainingStage.run(
                        spark, task("many", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 4, 1), Progress.silent()))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANKS_NOT_SCHEDULABLE))
                .hasMessageContaining("training.ranks is 4");
    }

    @Test
    void aDamagedShardStopsTheRunAndIsNamed() throws Exception {
        Path shard = folder.resolve("masked/train-200.arrow");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[bytes.length / 2] ^= 4;
        Files.write(shard, bytes);
        assertThatThrownBy(() -> TrainingStage.run(
                        spark,
                        task("broken", ShardManifest.Kind.MASKED, TrainingTask.SCRATCH, 2, 1),
                        Progress.silent()))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
                .hasMessageContaining("train-200.arrow");
    }
}
