package io.joyul.checkpoint;

import io.joyul.storage.Storage;

/** Copies a checkpoint into another run, which goes on from it as if it were its own. */
public final class CheckpointCopy {
    private CheckpointCopy() {}

    /**
     * Written as an attempt of the other run would write it: aside, and whole when it gets its name.
     *
     * @param checkpoint a sound one
     * @param folder of the other run's checkpoints, which no attempt writes to now
     * @param fingerprint of the other run
     * @return the path of the copy
     */
    public static String make(Storage storage, String checkpoint, String folder, String fingerprint) {
        CheckpointManifest found = new CheckpointReader(storage).verify(checkpoint);
        Generation generation = Generation.begin(storage, folder);
        String name = CheckpointReader.name(found.globalStep());
        String unfinished = Storage.child(generation.staging(folder), name);
        for (String file : found.files().keySet()) {
            storage.copy(Storage.child(checkpoint, file), Storage.child(unfinished, file));
        }
        CheckpointManifest ours = new CheckpointManifest(
                found.version(),
                fingerprint,
                generation.number(),
                found.globalStep(),
                found.epoch(),
                found.stepInEpoch(),
                found.seed(),
                found.history(),
                found.files());
        storage.writeAtomically(
                Storage.child(unfinished, CheckpointManifest.FILE), CheckpointManifest.FORMAT.seal(ours));
        String copy = Storage.child(folder, name);
        storage.publish(unfinished, copy, CheckpointManifest.FILE);
        generation.end(storage, folder);
        return copy;
    }
}
