package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.sweep.Assignment;

/** Where trials are made ready. Called from several threads at once. */
public interface TrialBench {
    /** How a trial's ranks run, which says how many slots it needs. */
    TrainingConfig training(Assignment assignment);

    /**
     * Prepares what the trial reads, where no other trial has done so, and gives the task; with room for the trial's ranks.
     * Whatever it throws is the trial's failure.
     */
    TrainingTask task(Assignment assignment);

    /** One of the best trials as it is trained once more, up to the budget that it had. */
    TrainingTask again(Assignment assignment, long seed);

    /** Ranks that any trial needs: on fewer slots none can run. */
    int fewestRanks();

    /** The folder that holds all of a trial. */
    String folder(int trial);
}
