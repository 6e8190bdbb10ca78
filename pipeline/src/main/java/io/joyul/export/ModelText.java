package io.joyul.export;

import io.joyul.checkpoint.CheckpointWriter;
import io.joyul.config.RunConfigLoader;
import io.joyul.preprocess.CleanRows;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser;
import java.util.List;
import java.util.Set;

/** What a model's texts went through before they were tokenised. */
public final class ModelText {
    private ModelText() {}

    /**
     * The normalisation of the run that left a checkpoint. A model without a run file gets texts as they are: it comes
     * from elsewhere, or its tokenizer normalises them itself, as that of an export does.
     */
    public static TextNormaliser normaliser(Storage storage, String folder) {
        String runFile = Storage.child(folder, CheckpointWriter.RUN_FILE);
        return storage.exists(runFile)
                ? CleanRows.normaliser(RunConfigLoader.load(storage, runFile, List.of())
                        .preprocess()
                        .normalise())
                : new TextNormaliser(Set.of());
    }
}
