package io.joyul.stage;

import io.joyul.checkpoint.CheckpointCopy;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import java.util.Optional;

/** Gives a trial that starts from another one's weights a checkpoint of these to go on from. */
final class TrialCopy {
    private static final long POLL_MILLIS = 100;
    private static final int POLLS = 600;

    private TrialCopy() {}

    /** Does nothing where the trial has checkpoints already. */
    static void make(Storage storage, Conductor conductor, TrialBench bench, Assignment assignment, TrainingTask task)
            throws InterruptedException {
        CheckpointReader reader = new CheckpointReader(storage);
        if (reader.newest(task.checkpoints(), task.fingerprint()).path().isPresent()) {
            return;
        }
        int step = conductor.measure(assignment.parent(), assignment.from()).globalStep();
        String parent = TrialFolders.checkpoints(bench.folder(assignment.parent()));
        Optional<String> found = reader.after(parent, step);
        // It was told of when it was still being written.
        for (int poll = 0; found.isEmpty() && poll < POLLS; poll++) {
            Thread.sleep(POLL_MILLIS);
            found = reader.after(parent, step);
        }
        String from = found.orElseThrow(() -> new JoyulException(
                ErrorCode.CHECKPOINT_NOT_FOUND, parent + ": there is no checkpoint after step " + step + " to copy"));
        CheckpointCopy.make(storage, from, task.checkpoints(), task.fingerprint());
    }
}
