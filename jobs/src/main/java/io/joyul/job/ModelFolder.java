package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.Progress;
import io.joyul.stage.StageLedger;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.train.TrainingResult;
import java.util.Optional;

/** Where the model lies that a user means. */
final class ModelFolder {
    private static final String CONFIG = "config.json";

    private ModelFolder() {}

    /**
     * The folder itself where it holds a model, else what the run ended with whose output it is: the tuned model, or the
     * pretrained one where nothing was tuned.
     *
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND} where it is neither
     */
    static String of(Storage storage, String folder) {
        if (storage.exists(Storage.child(folder, CONFIG))) {
            return folder;
        }
        StageLedger ledger = new StageLedger(storage, new Workspace(storage.absolute(folder)), Progress.silent());
        Optional<TrainingResult> tuned = ledger.ended(RunPlan.TRAIN, TrainingResult.class);
        return tuned.or(() -> ledger.ended(RunPlan.PRETRAIN, TrainingResult.class))
                .map(TrainingResult::checkpoint)
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.CHECKPOINT_NOT_FOUND,
                        folder + ": neither a checkpoint, for there is no " + CONFIG
                                + ", nor the output of a run that has" + " trained; name one of these"));
    }
}
