package io.joyul.stage;

import io.joyul.config.PublishConfig.Metric;
import io.joyul.export.HuggingFaceFolder;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder where users of models look for them: one folder a model, in the Hugging Face layout, and
 * {@code published.json}, which names the latest. That file is written last and as a whole, so it never names half a model.
 * {@code superseded.json} holds the fingerprints of those that were the latest once: none of them becomes it again.
 */
public final class Publication {
    private static final String LATEST = "published.json";
    private static final String SUPERSEDED = "superseded.json";
    private static final SealedJson FORMAT = new SealedJson("joyul-published", 1);
    private static final SealedJson SUPERSEDED_FORMAT = new SealedJson("joyul-superseded", 1);
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

    /** Fingerprints of the models that another was published after, in that order. */
    record Superseded(List<String> fingerprints) {}

    /** The model published last; empty when there was none. */
    public Optional<Published> latest() {
        String path = Storage.child(folder, LATEST);
        return storage.exists(path)
                ? Optional.of(FORMAT.open(path, storage.read(path), Published.class))
                : Optional.empty();
    }

    /**
     * Whom a model is to be compared with: the latest. One that was published before has passed, and is compared with
     * nobody, else an old date that is run again would fail where a better one came after it.
     */
    public Optional<Published> rivalOf(Fingerprint fingerprint) {
        return superseded().contains(fingerprint.sha256()) ? Optional.empty() : latest();
    }

    /** Exports a model and makes it the latest, unless it was that before; then {@link #latest} stays as it is. */
    public Published publish(String run, Fingerprint fingerprint, String checkpoint, Map<String, Double> figures) {
        String sum = fingerprint.sha256();
        Optional<Published> last = latest();
        boolean isLatest = last.isPresent() && last.get().fingerprint().equals(sum);
        if (isLatest && storage.exists(last.get().folder())) {
            return last.get();
        }
        Set<String> superseded = superseded();
        String model =
                Storage.child(folder, run.replaceAll("[^\\p{L}\\p{N}._-]", "_") + "-" + sum.substring(0, DIGITS));
        Published published = new Published(run, sum, model, checkpoint, figures);
        boolean known = !isLatest && superseded.contains(sum);
        if (!known || !storage.exists(model)) {
            HuggingFaceFolder.write(storage, checkpoint, model);
        }
        if (!known) {
            last.filter(earlier -> !earlier.fingerprint().equals(sum))
                    .ifPresent(earlier -> supersede(superseded, earlier.fingerprint()));
            storage.writeAtomically(Storage.child(folder, LATEST), FORMAT.seal(published));
        }
        return published;
    }

    private Set<String> superseded() {
        String path = Storage.child(folder, SUPERSEDED);
        return storage.exists(path)
                ? new LinkedHashSet<>(SUPERSEDED_FORMAT
                        .open(path, storage.read(path), Superseded.class)
                        .fingerprints())
                : new LinkedHashSet<>();
    }

    private void supersede(Set<String> superseded, String fingerprint) {
        if (superseded.add(fingerprint)) {
            storage.writeAtomically(
                    Storage.child(folder, SUPERSEDED), SUPERSEDED_FORMAT.seal(new Superseded(List.copyOf(superseded))));
        }
    }
}
