package io.joyul.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.train.NonFiniteStep;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import java.util.function.Consumer;

/**
 * {@code non-finite/step-00000012-rank-0.json} beside the checkpoints: the rows of each step whose loss or gradient was
 * no number, so that somebody can look at them.
 */
final class NonFiniteFiles implements TrainingListener {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Storage storage;
    private final String checkpoints;
    private final Consumer<String> progress;

    /**
     * @param checkpoints the stage's folder
     * @param progress told, on the leader, where the rows are
     */
    NonFiniteFiles(Storage storage, String checkpoints, Consumer<String> progress) {
        this.storage = storage;
        this.checkpoints = checkpoints;
        this.progress = progress;
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {}

    @Override
    public void onCheckpoint(TrainState state) {}

    @Override
    public void onNonFinite(NonFiniteStep step) {
        String folder = Storage.child(checkpoints, "non-finite");
        String file = Storage.child(folder, "step-%08d-rank-%d.json".formatted(step.globalStep(), step.rank()));
        try {
            storage.writeAtomically(
                    file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(step));
        } catch (JsonProcessingException e) {
            throw new JoyulException(ErrorCode.INTERNAL, "a step's rows cannot be written as JSON", e);
        }
        if (step.rank() == 0) {
            progress.accept("step %d: loss %s, gradient norm %s, %s; its rows are in %s"
                    .formatted(step.globalStep(), step.loss(), step.gradientNorm(), step.outcome(), folder));
        }
    }
}
