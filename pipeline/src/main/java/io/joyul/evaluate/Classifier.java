package io.joyul.evaluate;

import io.joyul.batch.HostBatch;
import io.joyul.storage.Storage;
import java.util.List;
import java.util.ServiceLoader;

/** A trained classifier at work, whatever trained it. One thread uses it at a time. */
public interface Classifier extends AutoCloseable {
    /** Class names by index. */
    List<String> labels();

    /** The logits of each example, (E) × (C); a constant may be missing from all of an example. */
    float[][] logits(HostBatch batch);

    @Override
    void close();

    /** A layout of folders that is not Hugging Face's. Found by {@link ServiceLoader}. */
    interface Format {
        /** Whether a folder is laid out so. */
        boolean holds(Storage storage, String folder);

        /** Loads the classifier in such a folder. */
        Classifier open(Storage storage, String folder);
    }

    /**
     * Loads the classifier in a folder.
     *
     * @throws io.joyul.error.JoyulException {@code MODEL_UNSUPPORTED} when it holds another kind of model
     */
    static Classifier open(Storage storage, String folder) {
        for (Format format : ServiceLoader.load(Format.class)) {
            if (format.holds(storage, folder)) {
                return format.open(storage, folder);
            }
        }
        return Predictor.open(storage, folder);
    }
}
