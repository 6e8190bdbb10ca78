package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The micro-batch that the ranks of a stage have found, in {@code micro-batch.json} beside its checkpoints.
 *
 * @param task whose checkpoints these are
 */
record KeptMicroBatch(Storage storage, TrainingTask task) {
    static final SealedJson FORMAT = new SealedJson("joyul-micro-batch", 1);
    private static final String FILE = "micro-batch.json";

    /**
     * What is kept.
     *
     * @param conditions under which it was found; under others it is looked for anew
     */
    record Kept(String conditions, int microBatch) {}

    /**
     * What was found, under the conditions of now; empty where nothing was.
     *
     * @param note told why what was found is not used
     */
    Optional<Integer> read(Consumer<String> note) {
        if (!storage.exists(file())) {
            return Optional.empty();
        }
        try {
            Kept kept = FORMAT.open(file(), storage.read(file()), Kept.class);
            return Optional.of(kept)
                    .filter(found -> found.conditions().equals(conditions()))
                    .map(Kept::microBatch);
        } catch (JoyulException e) {
            if (e.code() == ErrorCode.STORAGE_FAILED) {
                throw e;
            }
            note.accept("the micro-batch is looked for again: " + e.getMessage());
            return Optional.empty();
        }
    }

    void write(int microBatch) {
        storage.writeAtomically(file(), FORMAT.seal(new Kept(conditions(), microBatch)));
    }

    /**
     * Halves what was found, after a rank was out of memory with it: a step then takes more passes, over the same global
     * batch.
     *
     * @return what to tell; empty where the run file gives the micro-batch, none was found yet, or it is one example
     */
    Optional<String> halve() {
        if (!task.training().findsMicroBatch()) {
            return Optional.empty();
        }
        return read(note -> {}).filter(found -> found > 1).map(found -> {
            int half = (found + 1) / 2;
            write(half);
            return "micro-batch " + half + " from here on, for a rank was out of memory with " + found
                    + ": more passes over the same " + task.training().globalBatch() + " examples of a step";
        });
    }

    private String file() {
        return Storage.child(task.checkpoints(), FILE);
    }

    private String conditions() {
        TrainingConfig training = task.training();
        return String.join(
                ", ",
                task.fingerprint(),
                "global batch " + training.globalBatch(),
                "packs of " + training.packLength(),
                training.compute().toString(),
                training.device().toString(),
                training.fit().memoryGigabytes() + " GB");
    }
}
