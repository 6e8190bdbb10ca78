package io.joyul.checkpoint;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.storage.Storage;
import io.joyul.train.AdamW;
import io.joyul.train.TrainState;
import io.joyul.train.WeightAverage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds, checks and restores checkpoints. */
public final class CheckpointReader {
    private static final Pattern NAME = Pattern.compile("step-\\d{8}");

    private final Storage storage;

    public CheckpointReader(Storage storage) {
        this.storage = storage;
    }

    /** The folder name of the checkpoint after so many optimizer steps. Names sort by step. */
    static String name(int globalStep) {
        return "step-%08d".formatted(globalStep);
    }

    /** The steps that a checkpoint's name tells. */
    static int step(String name) {
        return Integer.parseInt(name.substring("step-".length()));
    }

    static boolean isCheckpointName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * The newest sound checkpoint of this run, and what was passed over on the way to it.
     *
     * @param path absent when the run starts from the beginning
     * @param notes a line for each checkpoint that was found damaged or that another configuration wrote
     */
    public record Found(Optional<String> path, List<String> notes) {
        public Found {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Looks for the newest checkpoint with this fingerprint whose files all match their sums. A damaged one is passed
     * over with a note: the run is repeatable, so going on from the one before ends with the same weights.
     */
    public Found newest(String folder, String fingerprint) {
        List<Storage.Entry> candidates = new ArrayList<>(storage.list(folder).stream()
                .filter(entry -> entry.folder() && isCheckpointName(entry.name()))
                .toList());
        candidates.sort(Comparator.comparing(Storage.Entry::name).reversed());
        List<String> notes = new ArrayList<>();
        for (Storage.Entry candidate : candidates) {
            try {
                CheckpointManifest manifest = verify(candidate.path());
                if (manifest.fingerprint().equals(fingerprint)) {
                    return new Found(Optional.of(candidate.path()), notes);
                }
                notes.add(candidate.path() + " is of another configuration or other data, and is not used");
            } catch (JoyulException e) {
                if (e.code() == ErrorCode.STORAGE_FAILED) {
                    throw e;
                }
                notes.add(candidate.path() + " is not used: " + e.getMessage());
            }
        }
        return new Found(Optional.empty(), notes);
    }

    /** The checkpoint after so many optimizer steps; empty where it is not there any more. */
    public Optional<String> after(String folder, int globalStep) {
        String path = Storage.child(folder, name(globalStep));
        return storage.exists(Storage.child(path, CheckpointManifest.FILE)) ? Optional.of(path) : Optional.empty();
    }

    /** What {@code checkpoint.json} in a folder says. */
    public CheckpointManifest manifest(String checkpoint) {
        String file = Storage.child(checkpoint, CheckpointManifest.FILE);
        if (!storage.exists(file)) {
            throw new JoyulException(ErrorCode.CHECKPOINT_NOT_FOUND, file + ": there is no such file");
        }
        return CheckpointManifest.FORMAT.open(file, storage.read(file), CheckpointManifest.class);
    }

    /**
     * Checks every file of a checkpoint against its sum.
     *
     * @throws JoyulException {@code FILE_CORRUPT} that names the first file that differs
     */
    public CheckpointManifest verify(String checkpoint) {
        CheckpointManifest manifest = manifest(checkpoint);
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            String path = Storage.child(checkpoint, file.getKey());
            String found = storage.exists(path) ? sum(path) : "none, the file is missing";
            if (!found.equals(file.getValue())) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT,
                        path + ": its SHA-256 should be " + file.getValue() + " and is " + found);
            }
        }
        return manifest;
    }

    private String sum(String path) {
        try (InputStream in = storage.open(path)) {
            return Sha256.of(in);
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
    }

    /**
     * Fills a model and its optimizer from a checkpoint, and says where the run goes on.
     *
     * @param moved called for every piece that is read
     */
    public TrainState restore(String checkpoint, Model model, AdamW optimizer, Runnable moved) {
        CheckpointManifest manifest = manifest(checkpoint);
        List<String> missing = ModelFiles.loadWeights(storage, checkpoint, model.parameters());
        if (!missing.isEmpty()) {
            throw new JoyulException(ErrorCode.FILE_CORRUPT, checkpoint + ": lacks the parameters " + missing);
        }
        String file = Storage.child(checkpoint, CheckpointWriter.OPTIMIZER);
        try (SafetensorsFile moments = SafetensorsFile.open(storage, file)) {
            ParameterStore parameters = model.parameters();
            optimizer.average().ifPresent(WeightAverage::begin);
            for (ParameterSpec spec : parameters.trainedSpecs()) {
                moved.run();
                optimizer.restore(
                        spec.name(),
                        moments.floats(CheckpointWriter.FIRST_MOMENT + spec.name()),
                        moments.floats(CheckpointWriter.SECOND_MOMENT + spec.name()));
                if (optimizer.average().isPresent()) {
                    parameters.write(spec.name(), moments.floats(CheckpointWriter.RAW + spec.name()));
                }
            }
        }
        return new TrainState(
                manifest.globalStep(), manifest.epoch(), manifest.stepInEpoch(), manifest.history(), model, optimizer);
    }
}
