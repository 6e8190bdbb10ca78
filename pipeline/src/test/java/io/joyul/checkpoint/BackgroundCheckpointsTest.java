package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.testing.SmallDisk;
import io.joyul.train.AdamW;
import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackgroundCheckpointsTest {
    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    private static BertConfig shape(int vocabulary, int width) {
        return new BertConfig(vocabulary, width, 1, 2, 64, 32, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());
    }

    private CheckpointWriter writer(Retention retention) {
        return new CheckpointWriter(
                storage,
                folder.toString(),
                new CheckpointWriter.Identity("f", 1, "{}".getBytes(StandardCharsets.UTF_8), "name: test\n"),
                Generation.begin(storage, folder.toString()),
                retention,
                () -> {});
    }

    private static TrainState state(int step, MaskedLanguageModel model, AdamW optimizer) {
        return new TrainState(step, 0, step, TrainingHistory.empty(), model, optimizer);
    }

    @Test
    void theStepWaitsLessThanAFifthOfASecondForACheckpointOfAHundredMegabytes() throws Exception {
        try (MaskedLanguageModel model = new MaskedLanguageModel(shape(65_000, 128));
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS);
                BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(
                        writer(new Retention(1, 0, EarlyStopping.Metric.DEV_LOSS)), Optional.empty(), path -> {})) {
            model.parameters().initialise(3, 0.02);
            checkpoints.prepare(model.parameters());
            long[] waited = new long[5];
            for (int i = 0; i < waited.length; i++) {
                long began = System.nanoTime();
                checkpoints.onCheckpoint(state(i + 1, model, optimizer));
                waited[i] = (System.nanoTime() - began) / 1_000_000;
                // What the model learns meanwhile must not reach the files.
                model.parameters().initialise(4 + i, 0.02);
                checkpoints.finish();
            }
            long bytes = storage.length(
                            folder.resolve("step-00000005/model.safetensors").toString())
                    + storage.length(folder.resolve("step-00000005/optimizer.safetensors")
                            .toString());
            System.out.printf("the step waited %s ms for checkpoints of %,d bytes%n", Arrays.toString(waited), bytes);
            Arrays.sort(waited);
            assertThat(bytes).isGreaterThan(100_000_000);
            assertThat(waited[2]).as("the median, in ms").isLessThan(200);
            try (MaskedLanguageModel expected = new MaskedLanguageModel(shape(65_000, 128));
                    MaskedLanguageModel written = new MaskedLanguageModel(shape(65_000, 128))) {
                expected.parameters().initialise(7, 0.02);
                ModelFiles.loadWeights(storage, folder.resolve("step-00000005").toString(), written.parameters());
                String largest = written.parameters().specs().get(0).name();
                assertThat(written.parameters().values(largest))
                        .isEqualTo(expected.parameters().values(largest));
            }
        }
    }

    @Test
    void aFullDiskStopsTheTrainingAtItsNextStepAndLeavesNoPartOfACheckpoint() throws Exception {
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=300k");
                MaskedLanguageModel model = new MaskedLanguageModel(shape(2_000, 32));
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS);
                BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(
                        writer(new Retention(1, 0, EarlyStopping.Metric.DEV_LOSS)), Optional.empty(), path -> {})) {
            checkpoints.onCheckpoint(state(1, model, optimizer));
            assertThatThrownBy(() -> {
                        for (int step = 2; step < 1000; step++) {
                            checkpoints.onStep(step, 1000, new TrainingHistory.Point(step, 0, 0, 0, 0, 0, 0, 0));
                            Thread.sleep(10);
                        }
                    })
                    .isInstanceOfSatisfying(JoyulException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
                        assertThat(e.code().kind().exitCode()).isEqualTo(4);
                    })
                    .hasMessageContaining("safetensors: no room is left");
            assertThat(storage.list(folder.toString()))
                    .extracting(Storage.Entry::name)
                    .noneMatch(CheckpointReader::isCheckpointName);
        }
    }

    @Test
    void theEndWaitsForTheLastCheckpointAndTellsItsPath() {
        List<String> told = new ArrayList<>();
        try (MaskedLanguageModel model = new MaskedLanguageModel(shape(100, 32));
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS);
                BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(
                        writer(new Retention(2, 0, EarlyStopping.Metric.DEV_LOSS)), Optional.empty(), told::add)) {
            for (int step = 1; step <= 5; step++) {
                checkpoints.onCheckpoint(state(step, model, optimizer));
            }
            String last = checkpoints.finish().orElseThrow();
            assertThat(new CheckpointReader(storage).verify(last).globalStep()).isEqualTo(5);
            assertThat(told).hasSize(5).last().isEqualTo(last);
            assertThat(storage.list(folder.toString()))
                    .extracting(Storage.Entry::name)
                    .filteredOn(name -> !name.startsWith("."))
                    .containsExactly(Generation.FILE, "step-00000004", "step-00000005");
        }
    }

    @Test
    void theNewestAndTheBestStay() {
        TrainingHistory history = new TrainingHistory(
                List.of(),
                List.of(
                        new TrainingHistory.Epoch(1, 10, 0.5, 0),
                        new TrainingHistory.Epoch(2, 20, 0.3, 0),
                        new TrainingHistory.Epoch(3, 30, 0.3, 0),
                        new TrainingHistory.Epoch(4, 40, 0.9, 0)));
        List<Integer> steps = List.of(10, 15, 20, 25, 30, 35, 40);
        assertThat(new Retention(2, 0, EarlyStopping.Metric.DEV_LOSS).kept(steps, history))
                .isEqualTo(Set.of(35, 40));
        assertThat(new Retention(1, 1, EarlyStopping.Metric.DEV_LOSS).kept(steps, history))
                .isEqualTo(Set.of(20, 40));
        assertThat(new Retention(1, 3, EarlyStopping.Metric.DEV_LOSS).kept(steps, history))
                .isEqualTo(Set.of(10, 20, 30, 40));
        assertThat(new Retention(3, 2, EarlyStopping.Metric.DEV_LOSS).kept(List.of(35, 40), history))
                .isEqualTo(Set.of(35, 40));
    }
}
