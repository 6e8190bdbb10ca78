package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.RunConfigLoader;
import io.joyul.config.TrainingConfig;
import io.joyul.error.JoyulException;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MicroBatchFitTest extends OnLocalSpark {
    private static final String RUN_FILE = """
            name: n
            output: runs/n
            input: {format: json-lines, train: a, dev: b, text-column: text, label-column: label}
            """;
    private static final String KEPT = "micro-batch.json";

    @BeforeEach
    void writeShards() throws Exception {
        TinyShards.labelled(storage, path("labelled"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private TrainingTask task(String stage, int epochs, String... settings) {
        TrainingConfig training =
                RunConfigLoader.parse("run.yaml", RUN_FILE, List.of(settings)).training();
        return TinyTasks.classifier(stage, path("labelled"), path("tokenizer.json"), path(stage), epochs, training);
    }

    private TrainingTask auto(String stage, int epochs) {
        return task(
                stage,
                epochs,
                "training.ranks=2",
                "training.micro-batch=auto",
                "training.fit={global-batch: 64, memory-gigabytes: 1}");
    }

    private static List<Double> losses(TrainingResult result) {
        return result.history().points().stream()
                .map(TrainingHistory.Point::loss)
                .toList();
    }

    @Test
    void aStepIsAsItWouldBeWithWhatWasFoundAndTheRankThatLeadsSaysSo() {
        RecordingProgress progress = new RecordingProgress();
        TrainingResult found = TrainingStage.run(spark, auto("auto", 2), progress);
        TrainingResult given = TrainingStage.run(spark, task("given", 2, "training.ranks=2"), Progress.silent());

        assertThat(found.microBatch()).isEqualTo(32).isEqualTo(given.microBatch());
        assertThat(losses(found)).isEqualTo(losses(given));
        assertThat(progress.notes)
                .filteredOn(note -> note.contains("micro-batch"))
                .singleElement()
                .asString()
                .contains("micro-batch 32, found: a rank's 32 examples of a step in 1 passes");
    }

    @Test
    void aStageThatGoesOnCutsItsStepsAsBeforeOnAnyNumberOfRanks() throws Exception {
        TrainingTask task = auto("kept", 1);
        TrainingStage.run(spark, task, Progress.silent());
        Path file = folder.resolve("kept").resolve(KEPT);
        String kept = Files.readString(file);
        KeptMicroBatch.Kept content =
                KeptMicroBatch.FORMAT.open(KEPT, Files.readAllBytes(file), KeptMicroBatch.Kept.class);
        Files.write(file, KeptMicroBatch.FORMAT.seal(new KeptMicroBatch.Kept(content.conditions(), 8)));

        RecordingProgress progress = new RecordingProgress();
        TrainingResult result = TrainingStage.run(spark, auto("kept", 2), progress);
        assertThat(result.microBatch()).isEqualTo(8);
        assertThat(progress.notes).anyMatch(note -> note.contains("micro-batch 8, as it is kept"));
        assertThat(kept).contains("\"microBatch\" : 32");

        Files.write(file, KeptMicroBatch.FORMAT.seal(new KeptMicroBatch.Kept("of another run", 8)));
        assertThat(TrainingStage.run(spark, auto("kept", 3), Progress.silent()).microBatch())
                .isEqualTo(32);
    }

    private static long tokens(TrainingResult result) {
        return result.history().points().stream()
                .mapToLong(TrainingHistory.Point::tokens)
                .sum();
    }

    @Test
    void afterARankWasOutOfMemoryTheStageGoesOnWithHalfTheMicroBatchOverTheSameSteps() throws Exception {
        TrainingResult spared = TrainingStage.run(spark, auto("spared", 2), Progress.silent());
        Path faults = Files.createDirectories(folder.resolve("faults"));
        Files.createFile(faults.resolve("native"));
        RecordingProgress progress = new RecordingProgress();
        TrainingResult result =
                TrainingStage.run(spark, TinyTasks.on(FaultyFileSystem.over(faults), auto("memory", 2)), progress);

        assertThat(spared.microBatch()).isEqualTo(32);
        assertThat(result.microBatch()).isEqualTo(16);
        assertThat(progress.notes)
                .anyMatch(note -> note.contains("[RANK_OUT_OF_MEMORY]"))
                .anyMatch(note -> note.contains("micro-batch 16 from here on, for a rank was out of memory with 32"));
        assertThat(Files.readString(folder.resolve("memory").resolve(KEPT))).contains("\"microBatch\" : 16");
        assertThat(result.globalStep()).isEqualTo(spared.globalStep());
        assertThat(tokens(result)).isEqualTo(tokens(spared));
    }

    @Test
    void aMicroBatchThatIsGivenOrCannotBeSmallerIsNotHalved() {
        assertThat(new KeptMicroBatch(storage, task("given", 1, "training.ranks=2")).halve())
                .isEmpty();
        KeptMicroBatch kept = new KeptMicroBatch(storage, auto("least", 1));
        assertThat(kept.halve()).as("none was found yet").isEmpty();
        kept.write(3);
        assertThat(kept.halve()).hasValueSatisfying(line -> assertThat(line).startsWith("micro-batch 2 "));
        assertThat(kept.halve()).hasValueSatisfying(line -> assertThat(line).startsWith("micro-batch 1 "));
        assertThat(kept.halve()).isEmpty();
    }

    @Test
    void aModelThatDoesNotFitAtAllIsRefused() {
        TrainingTask task = task(
                "none", 1, "training.micro-batch=auto", "training.fit={global-batch: 64, memory-gigabytes: 0.0001}");
        assertThatThrownBy(() -> TrainingStage.run(spark, task, Progress.silent()))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("training.micro-batch: auto found none that fits");
    }
}
