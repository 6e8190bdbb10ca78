package io.joyul.stage;

import io.joyul.storage.Storage;

/** The names in the folder of a trial. */
public final class TrialFolders {
    private TrialFolders() {}

    /** Its checkpoints. */
    public static String checkpoints(String trial) {
        return Storage.child(trial, "checkpoints");
    }

    /** Its event files. */
    public static String log(String trial) {
        return Storage.child(trial, "log");
    }
}
