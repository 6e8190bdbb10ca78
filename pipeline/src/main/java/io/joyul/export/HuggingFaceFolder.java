package io.joyul.export;

import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser.Step;
import io.joyul.tokenize.RawTextTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What other tools open of a checkpoint, without what only a resumed run needs. Its tokenizer takes texts as they come. */
public final class HuggingFaceFolder {
    private static final List<String> FILES =
            List.of(ModelFiles.CONFIG, ModelFiles.WEIGHTS, ModelFiles.TOKENIZER, ModelFiles.TOKENIZER_CONFIG);

    private HuggingFaceFolder() {}

    /**
     * Copies the model.
     *
     * @param checkpoint a sound checkpoint; every file is checked against its sum first
     * @param to a folder that is made as needed
     */
    public static Exported write(Storage storage, String checkpoint, String to) {
        new CheckpointReader(storage).verify(checkpoint);
        return new Exported(FILES, copy(storage, checkpoint, to, FILES));
    }

    /** Copies files; what the tokenizer cannot say of the run's normalisation is given back. */
    static Set<Step> copy(Storage storage, String from, String to, List<String> files) {
        Set<Step> missing = Set.of();
        for (String file : files) {
            String source = Storage.child(from, file);
            if (file.equals(ModelFiles.TOKENIZER)) {
                RawTextTokenizer tokenizer = RawTextTokenizer.of(
                        new String(storage.read(source), StandardCharsets.UTF_8), ModelText.normaliser(storage, from));
                storage.writeAtomically(
                        Storage.child(to, file), tokenizer.json().getBytes(StandardCharsets.UTF_8));
                missing = tokenizer.missing();
                continue;
            }
            // Copied under another name first: what is half copied must not look like a model.
            String part = Storage.child(to, "." + file + ".part");
            storage.copy(source, part);
            storage.replace(part, Storage.child(to, file));
        }
        return missing;
    }
}
