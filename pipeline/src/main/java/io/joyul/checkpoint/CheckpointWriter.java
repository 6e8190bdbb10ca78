package io.joyul.checkpoint;

import io.joyul.error.JoyulException;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.storage.Sha256;
import io.joyul.storage.Storage;
import io.joyul.train.AdamW;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bytedeco.pytorch.Tensor;

/** Writes a checkpoint whenever the loop says so, and removes the oldest ones. */
public final class CheckpointWriter implements TrainingListener {
    static final String OPTIMIZER = "optimizer.safetensors";

    /** The resolved run file beside the weights. */
    public static final String RUN_FILE = "run.yaml";

    static final String FIRST_MOMENT = "exp_avg.";
    static final String SECOND_MOMENT = "exp_avg_sq.";

    /** What training goes on with, where the model's own file has a moving average. */
    static final String RAW = "raw.";

    private static final String UNFINISHED = ".unfinished-";

    private final Storage storage;
    private final String folder;
    private final Identity identity;
    private final int keep;

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
     * @param keep how many of the newest stay
     */
    public CheckpointWriter(Storage storage, String folder, Identity identity, int keep) {
        this.storage = storage;
        this.folder = folder;
        this.identity = identity;
        this.keep = keep;
    }

    /** Removes what a killed run left half written. Nothing reads it; it only takes room. */
    public void sweepUnfinished() {
        for (Storage.Entry entry : storage.list(folder)) {
            if (entry.name().startsWith(UNFINISHED)) {
                storage.delete(entry.path());
            }
        }
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {}

    @Override
    public void onCheckpoint(TrainState state) {
        String target = Storage.child(folder, CheckpointReader.name(state.globalStep()));
        String unfinished = Storage.child(folder, UNFINISHED + state.globalStep() + "-" + UUID.randomUUID());
        try {
            Map<String, String> sums = new TreeMap<>();
            writeModel(storage, unfinished, state.model(), sums);
            writeTensors(
                    storage, unfinished, OPTIMIZER, optimizer(state.model().parameters(), state.optimizer()), sums);
            writeBytes(storage, unfinished, ModelFiles.TOKENIZER, identity.tokenizerJson(), sums);
            writeBytes(
                    storage,
                    unfinished,
                    ModelFiles.TOKENIZER_CONFIG,
                    tokenizerConfig(state.model().config().maxPositions()),
                    sums);
            writeBytes(storage, unfinished, RUN_FILE, identity.runFile().getBytes(StandardCharsets.UTF_8), sums);
            CheckpointManifest manifest = new CheckpointManifest(
                    CheckpointManifest.FORMAT.version(),
                    identity.fingerprint(),
                    state.globalStep(),
                    state.epoch(),
                    state.stepInEpoch(),
                    identity.seed(),
                    state.history(),
                    sums);
            storage.writeAtomically(
                    Storage.child(unfinished, CheckpointManifest.FILE), CheckpointManifest.FORMAT.seal(manifest));
            // Only another configuration's checkpoint, or a damaged one, can stand in the way here.
            storage.delete(target);
            storage.rename(unfinished, target);
        } catch (JoyulException e) {
            discard(unfinished);
            throw e;
        }
        removeOldest();
    }

    private void discard(String unfinished) {
        try {
            storage.delete(unfinished);
        } catch (JoyulException ignored) {
            // On a full or broken disk the first failure is the one that says so.
        }
    }

    /** Writes {@code config.json} and {@code model.safetensors}; their sums go into {@code sums}. */
    static void writeModel(Storage storage, String folder, Model model, Map<String, String> sums) {
        writeBytes(storage, folder, ModelFiles.CONFIG, model.config().toJson(model.architecture()), sums);
        List<SafetensorsWriter.Source> weights = new ArrayList<>();
        for (ParameterSpec spec : model.parameters().specs()) {
            weights.add(source(spec.name(), spec, model.parameters().values(spec.name())));
        }
        writeTensors(storage, folder, ModelFiles.WEIGHTS, weights, sums);
    }

    private static List<SafetensorsWriter.Source> optimizer(ParameterStore parameters, AdamW optimizer) {
        List<SafetensorsWriter.Source> moments = new ArrayList<>();
        for (ParameterSpec spec : parameters.trainedSpecs()) {
            moments.add(moment(FIRST_MOMENT, spec, parameters, optimizer.firstMoment()));
            moments.add(moment(SECOND_MOMENT, spec, parameters, optimizer.secondMoment()));
            optimizer.average().ifPresent(average -> moments.add(moment(RAW, spec, parameters, average.other())));
        }
        return moments;
    }

    private static SafetensorsWriter.Source moment(
            String prefix, ParameterSpec spec, ParameterStore parameters, Tensor flat) {
        return source(prefix + spec.name(), spec, parameters.stretch(flat, spec.name()));
    }

    private static SafetensorsWriter.Source source(String name, ParameterSpec spec, FloatBuffer values) {
        return new SafetensorsWriter.Source(name, spec.shape(), values);
    }

    private static void writeTensors(
            Storage storage,
            String folder,
            String name,
            List<SafetensorsWriter.Source> tensors,
            Map<String, String> sums) {
        String path = Storage.child(folder, name);
        try (OutputStream out = storage.create(path)) {
            Sha256.Output summed = new Sha256.Output(out);
            SafetensorsWriter.write(summed, tensors);
            sums.put(name, summed.hex());
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
    }

    private static void writeBytes(
            Storage storage, String folder, String name, byte[] content, Map<String, String> sums) {
        storage.writeAtomically(Storage.child(folder, name), content);
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

    private void removeOldest() {
        List<Storage.Entry> checkpoints = storage.list(folder).stream()
                .filter(entry -> CheckpointReader.isCheckpointName(entry.name()))
                .toList();
        for (Storage.Entry old : checkpoints.subList(0, Math.max(0, checkpoints.size() - keep))) {
            storage.delete(old.path());
        }
    }
}
