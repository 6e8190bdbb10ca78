package io.joyul.checkpoint;

import io.joyul.storage.Storage;
import java.util.List;

/** Copies what other tools open out of a checkpoint, without what only a resumed run needs. */
public final class ModelExport {
    private static final List<String> FILES =
            List.of(ModelFiles.CONFIG, ModelFiles.WEIGHTS, ModelFiles.TOKENIZER, ModelFiles.TOKENIZER_CONFIG);

    private ModelExport() {}

    /**
     * @param checkpoint a sound checkpoint; every file is checked against its sum first
     * @param to a folder that is made as needed
     * @return the files written, by name
     */
    public static List<String> export(Storage storage, String checkpoint, String to) {
        new CheckpointReader(storage).verify(checkpoint);
        for (String file : FILES) {
            // Copied under another name first: what is half copied must not look like a model.
            String part = Storage.child(to, "." + file + ".part");
            storage.copy(Storage.child(checkpoint, file), part);
            storage.replace(part, Storage.child(to, file));
        }
        return FILES;
    }
}
