package io.joyul.sweep;

import org.jspecify.annotations.Nullable;

/**
 * One of the best trials, trained once more from the start with another seed.
 *
 * @param measure at its end; of one that failed, not numbers
 * @param checkpoint its last one; empty for one that failed
 * @param error why it failed; empty for others
 * @param lost whether a machine was to blame for that, so that it is worth another try
 */
public record Retraining(
        int trial, long seed, Measure measure, Cost cost, String checkpoint, String error, boolean lost) {
    /** Journals of sweeps that ended at the first failed retraining know no {@code error}. */
    public Retraining(
            int trial, long seed, Measure measure, Cost cost, String checkpoint, @Nullable String error, boolean lost) {
        this.trial = trial;
        this.seed = seed;
        this.measure = measure;
        this.cost = cost;
        this.checkpoint = checkpoint;
        this.error = error == null ? "" : error;
        this.lost = lost;
    }

    /** One that came to its end. */
    public static Retraining whole(int trial, long seed, Measure measure, Cost cost, String checkpoint) {
        return new Retraining(trial, seed, measure, cost, checkpoint, "", false);
    }

    /** One that did not. */
    public static Retraining failed(int trial, long seed, Cost cost, String error, boolean lost) {
        return new Retraining(trial, seed, new Measure(0, 0, Double.NaN, Double.NaN), cost, "", error, lost);
    }

    /** Whether there is no figure of it. */
    public boolean hasFailed() {
        return !error.isEmpty();
    }

    boolean isOf(int otherTrial, long otherSeed) {
        return trial == otherTrial && seed == otherSeed;
    }
}
