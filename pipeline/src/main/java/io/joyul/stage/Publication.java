package io.joyul.stage;

import io.joyul.config.PublishConfig.Metric;
import io.joyul.export.HuggingFaceFolder;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder where users of models look for them: one folder a model, in the Hugging Face layout, and
 * {@code published.json}, which names the latest. That file is written last and as a whole, so it never names half a model.
 */
public final class Publication {
    private static final String LATEST = "published.json";
    private static final SealedJson FORMAT = new SealedJson("joyul-published", 1);
    private static final int DIGITS = 12;

    private final Storage storage;
    private final String folder;

    public Publication(Storage storage, String folder) {
        this.storage = storage;
        this.folder = storage.absolute(folder);
    }

    /**
     * A model that was published.
     *
     * @param run name of its run
     * @param fingerprint of all that its figures depend on
     * @param folder of the model
     * @param checkpoint that it was exported from
     * @param figures by the metric's name in a run file
     */
    public record Published(
            String run, String fingerprint, String folder, String checkpoint, Map<String, Double> figures) {
        public Published {
            figures = new TreeMap<>(figures);
        }

        /** Empty when the Joyul that published it did not know this figure. */
        public Optional<Double> figure(Metric metric) {
            return Optional.ofNullable(figures.get(metric.label()));
        }
    }

    /** The model published last; empty when there was none. */
    public Optional<Published> latest() {
        String path = Storage.child(folder, LATEST);
        return storage.exists(path)
                ? Optional.of(FORMAT.open(path, storage.read(path), Published.class))
                : Optional.empty();
    }

    /** Exports a model and makes it the latest; one that is the latest already stays as it is. */
    public Published publish(String run, Fingerprint fingerprint, String checkpoint, Map<String, Double> figures) {
        String sum = fingerprint.sha256();
        Optional<Published> last = latest().filter(model -> model.fingerprint().equals(sum));
        if (last.isPresent() && storage.exists(last.get().folder())) {
            return last.get();
        }
        String model =
                Storage.child(folder, run.replaceAll("[^\\p{L}\\p{N}._-]", "_") + "-" + sum.substring(0, DIGITS));
        HuggingFaceFolder.write(storage, checkpoint, model);
        Published published = new Published(run, sum, model, checkpoint, figures);
        storage.writeAtomically(Storage.child(folder, LATEST), FORMAT.seal(published));
        return published;
    }
}
