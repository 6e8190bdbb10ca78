package io.joyul.checkpoint;

import io.joyul.digest.Sha256;
import io.joyul.error.JoyulException;
import io.joyul.model.ParameterSpec;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes checkpoints under a generation, and removes those that need not stay. */
public final class CheckpointWriter {
    static final String OPTIMIZER = "optimizer.safetensors";

    /** The resolved run file beside the weights. */
    public static final String RUN_FILE = "run.yaml";

    static final String FIRST_MOMENT = "exp_avg.";
    static final String SECOND_MOMENT = "exp_avg_sq.";

    /** What training goes on with, where the model's own file has a moving average. */
    static final String RAW = "raw.";

    private final Storage storage;
    private final String folder;
    private final Identity identity;
    private final Generation generation;
    private final Retention retention;
    private final Runnable moved;

    /**
     * What a checkpoint says beside the weights.
     *
     * @param fingerprint of everything that decides the weights
     * @param seed of the run
     * @param tokenizerJson content of {@code tokenizer.json}
     * @param runFile the resolved run file
     */
    public record Identity(String fingerprint, long seed, byte[] tokenizerJson, String runFile) {}

    /**
     * @param folder of the stage's checkpoints
     * @param generation of the attempt, begun over the same folder
     * @param moved called for every piece that is written, on the thread that writes
     */
    public CheckpointWriter(
            Storage storage,
            String folder,
            Identity identity,
            Generation generation,
            Retention retention,
            Runnable moved) {
        this.storage = storage;
        this.folder = folder;
        this.identity = identity;
        this.generation = generation;
        this.retention = retention;
        this.moved = moved;
    }

    /**
     * Removes what stands behind the place where the run goes on: checkpoints that are damaged or of another
     * configuration, whose names this run will need.
     */
    public void goOnAfter(int globalStep) {
        generation.requireCurrent(storage, folder);
        for (int step : steps()) {
            if (step > globalStep) {
                generation.remove(storage, folder, path(step));
            }
        }
    }

    private String path(int globalStep) {
        return Storage.child(folder, CheckpointReader.name(globalStep));
    }

    private List<Integer> steps() {
        return storage.list(folder).stream()
                .filter(entry -> CheckpointReader.isCheckpointName(entry.name()))
                .map(entry -> CheckpointReader.step(entry.name()))
                .toList();
    }

    /**
     * Writes a checkpoint; when this returns it is whole and on the disk.
     *
     * @return its path
     * @throws JoyulException {@code RANK_FENCED} when another attempt has begun, {@code STORAGE_FULL} or {@code
     *     STORAGE_FAILED}; then there is no checkpoint of that step
     */
    String write(Snapshot snapshot) {
        String target = path(snapshot.place().globalStep());
        String unfinished = Storage.child(
                generation.staging(folder),
                CheckpointReader.name(snapshot.place().globalStep()));
        generation.requireCurrent(storage, folder);
        try {
            Map<String, String> sums = new TreeMap<>();
            writeBytes(unfinished, ModelFiles.CONFIG, snapshot.modelConfig(), sums);
            writeTensors(unfinished, ModelFiles.WEIGHTS, weights(snapshot), sums);
            writeTensors(unfinished, OPTIMIZER, optimizer(snapshot), sums);
            writeBytes(unfinished, ModelFiles.TOKENIZER, identity.tokenizerJson(), sums);
            writeBytes(unfinished, ModelFiles.TOKENIZER_CONFIG, tokenizerConfig(snapshot.maxPositions()), sums);
            writeBytes(unfinished, RUN_FILE, identity.runFile().getBytes(StandardCharsets.UTF_8), sums);
            writeBytes(
                    unfinished,
                    CheckpointManifest.FILE,
                    CheckpointManifest.FORMAT.seal(manifest(snapshot.place(), sums)),
                    new TreeMap<>());
            generation.requireCurrent(storage, folder);
            storage.publish(unfinished, target, CheckpointManifest.FILE);
        } catch (JoyulException e) {
            discard(unfinished);
            // What was taken away from under a zombie is no failure of the disk.
            generation.requireCurrent(storage, folder);
            throw e;
        }
        prune(snapshot);
        return target;
    }

    private CheckpointManifest manifest(Snapshot.Place place, Map<String, String> sums) {
        return new CheckpointManifest(
                CheckpointManifest.FORMAT.version(),
                identity.fingerprint(),
                generation.number(),
                place.globalStep(),
                place.epoch(),
                place.stepInEpoch(),
                identity.seed(),
                place.history(),
                sums);
    }

    private void discard(String unfinished) {
        try {
            storage.delete(unfinished);
        } catch (JoyulException ignored) {
            // On a full or broken disk the first failure is the one that says so.
        }
    }

    private static List<SafetensorsWriter.Source> weights(Snapshot snapshot) {
        return snapshot.parameters().specs().stream()
                .map(spec -> source(spec.name(), spec, snapshot.values(spec)))
                .collect(Collectors.toList());
    }

    private static List<SafetensorsWriter.Source> optimizer(Snapshot snapshot) {
        List<SafetensorsWriter.Source> moments = new ArrayList<>();
        for (ParameterSpec spec : snapshot.parameters().trainedSpecs()) {
            moments.add(source(FIRST_MOMENT + spec.name(), spec, snapshot.firstMoment(spec.name())));
            moments.add(source(SECOND_MOMENT + spec.name(), spec, snapshot.secondMoment(spec.name())));
            snapshot.raw(spec.name()).ifPresent(raw -> moments.add(source(RAW + spec.name(), spec, raw)));
        }
        return moments;
    }

    private static SafetensorsWriter.Source source(String name, ParameterSpec spec, FloatBuffer values) {
        return new SafetensorsWriter.Source(name, spec.shape(), values);
    }

    private void writeTensors(
            String into, String name, List<SafetensorsWriter.Source> tensors, Map<String, String> sums) {
        String path = Storage.child(into, name);
        try (OutputStream out = storage.createDurable(path)) {
            Sha256.Output summed = new Sha256.Output(out);
            SafetensorsWriter.write(summed, tensors, moved);
            sums.put(name, summed.hex());
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
    }

    private void writeBytes(String into, String name, byte[] content, Map<String, String> sums) {
        String path = Storage.child(into, name);
        try (OutputStream out = storage.createDurable(path)) {
            out.write(content);
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        sums.put(name, Sha256.of(content));
    }

    /** What transformers needs beside {@code tokenizer.json} to choose a class for it. */
    private static byte[] tokenizerConfig(int maxLength) {
        return """
                {
                  "tokenizer_class": "PreTrainedTokenizerFast",
                  "model_max_length": %d,
                  "pad_token": "[PAD]",
                  "unk_token": "[UNK]",
                  "cls_token": "[CLS]",
                  "sep_token": "[SEP]",
                  "mask_token": "[MASK]"
                }
                """.formatted(maxLength).getBytes(StandardCharsets.UTF_8);
    }

    private void prune(Snapshot snapshot) {
        List<Integer> steps = steps();
        Set<Integer> kept = retention.kept(steps, snapshot.place().history());
        for (int step : steps) {
            if (!kept.contains(step)) {
                generation.remove(storage, folder, path(step));
            }
        }
    }
}
