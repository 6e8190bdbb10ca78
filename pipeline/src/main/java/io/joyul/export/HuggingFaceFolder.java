package io.joyul.export;

import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.storage.Storage;
import java.util.List;

/** What other tools open of a checkpoint, without what only a resumed run needs. */
public final class HuggingFaceFolder {
    private static final List<String> FILES =
            List.of(ModelFiles.CONFIG, ModelFiles.WEIGHTS, ModelFiles.TOKENIZER, ModelFiles.TOKENIZER_CONFIG);

    private HuggingFaceFolder() {}

    /**
     * Copies the model.
     *
     * @param checkpoint a sound checkpoint; every file is checked against its sum first
     * @param to a folder that is made as needed
     * @return the files written, by name
     */
    public static List<String> write(Storage storage, String checkpoint, String to) {
        new CheckpointReader(storage).verify(checkpoint);
        copy(storage, checkpoint, to, FILES);
        return FILES;
    }

    static void copy(Storage storage, String from, String to, List<String> files) {
        for (String file : files) {
            // Copied under another name first: what is half copied must not look like a model.
            String part = Storage.child(to, "." + file + ".part");
            storage.copy(Storage.child(from, file), part);
            storage.replace(part, Storage.child(to, file));
        }
    }
}
