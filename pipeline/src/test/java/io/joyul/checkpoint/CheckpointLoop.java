package io.joyul.checkpoint;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.train.AdamW;
import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process for {@link GenerationTest}: begins an attempt over a folder and writes checkpoints until it may not. */
final class CheckpointLoop {
    static final String FINGERPRINT = "zombie";
    static final int FENCED = 3;

    private static final BertConfig SHAPE =
            new BertConfig(500, 32, 1, 2, 64, 32, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());

    private CheckpointLoop() {}

    public static void main(String[] arguments) {
        Libtorch.prepare(1);
        Storage storage = Storage.of(Map.of());
        CheckpointWriter writer = new CheckpointWriter(
                storage,
                arguments[0],
                new CheckpointWriter.Identity(FINGERPRINT, 1, "{}".getBytes(StandardCharsets.UTF_8), "name: test\n"),
                Generation.begin(storage, arguments[0]),
                new Retention(3, 0, EarlyStopping.Metric.DEV_LOSS),
                () -> {});
        try (MaskedLanguageModel model = new MaskedLanguageModel(SHAPE);
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS);
                BackgroundCheckpoints checkpoints = new BackgroundCheckpoints(writer, Optional.empty(), path -> {})) {
            for (int step = 1; ; step++) {
                checkpoints.onCheckpoint(new TrainState(step, 0, step, TrainingHistory.empty(), model, optimizer));
            }
        } catch (JoyulException e) {
            System.out.println(e);
            // A rename out of a folder that was taken away says that there is no such file; the next look, that it is
            // over.
            boolean fenced = e.code() == ErrorCode.RANK_FENCED;
            System.exit(fenced ? FENCED : 1);
        }
    }
}
