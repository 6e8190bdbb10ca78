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
    private static final int POLLS = 30;

    private TrialCopy() {}

    /**
     * Does nothing where the trial has checkpoints already. Looks for a while only: the other trial may need this slot to
     * get to the checkpoint once more.
     *
     * @return whether the trial can begin; not while the checkpoint is still to be written
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND} where it never will be
     */
    static boolean make(
            Storage storage, Conductor conductor, TrialBench bench, Assignment assignment, TrainingTask task)
            throws InterruptedException {
        CheckpointReader reader = new CheckpointReader(storage);
        if (reader.newest(task.checkpoints(), task.fingerprint()).path().isPresent()) {
            return true;
        }
        int step = conductor.measure(assignment.parent(), assignment.from()).globalStep();
        String parent = TrialFolders.checkpoints(bench.folder(assignment.parent()));
        for (int poll = 0; poll < POLLS; poll++) {
            // Asked before it is looked for: who is at rest has written all that it will.
            boolean mayCome = conductor.isOut(assignment.parent());
            Optional<String> found = reader.after(parent, step);
            if (found.isPresent()) {
                CheckpointCopy.make(storage, found.get(), task.checkpoints(), task.fingerprint());
                return true;
            }
            if (!mayCome) {
                throw new JoyulException(
                        ErrorCode.CHECKPOINT_NOT_FOUND,
                        parent + ": there is no checkpoint after step " + step + " to copy");
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }
}
