package io.joyul.checkpoint;

import io.joyul.storage.Storage;
import java.util.UUID;

/** Copies a checkpoint into another run, which goes on from it as if it were its own. */
public final class CheckpointCopy {
    private CheckpointCopy() {}

    /**
     * @param checkpoint a sound one
     * @param folder of the other run's checkpoints
     * @param fingerprint of the other run
     * @return the path of the copy
     */
    public static String make(Storage storage, String checkpoint, String folder, String fingerprint) {
        CheckpointManifest found = new CheckpointReader(storage).verify(checkpoint);
        String staging = Storage.child(folder, ".copy-" + UUID.randomUUID());
        for (String file : found.files().keySet()) {
            storage.copy(Storage.child(checkpoint, file), Storage.child(staging, file));
        }
        CheckpointManifest ours = new CheckpointManifest(
                found.version(),
                fingerprint,
                found.generation(),
                found.globalStep(),
                found.epoch(),
                found.stepInEpoch(),
                found.seed(),
                found.history(),
                found.files());
        storage.writeAtomically(Storage.child(staging, CheckpointManifest.FILE), CheckpointManifest.FORMAT.seal(ours));
        String copy = Storage.child(folder, CheckpointReader.name(found.globalStep()));
        storage.rename(staging, copy);
        return copy;
    }
}
