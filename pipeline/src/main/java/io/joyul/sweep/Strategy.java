package io.joyul.sweep;

import java.util.List;
import java.util.Optional;

/**
 * Decides which trials there are and how long each trains. Not safe for threads: its owner makes the calls one after the
 * other, and the same calls in the same order have the same answers.
 */
public sealed interface Strategy permits WholeTrials, MedianStopping, Asha, Hyperband, PopulationBased {
    /** Work for a free slot; empty when there is none now. An empty answer changes nothing. */
    Optional<Assignment> next();

    /** Hears a score at one of the {@link #budgets}, and says what becomes of the trial. */
    Verdict report(Score score);

    /**
     * A trial has failed, and is never heard of again. It need not be at work: what it told is known before it has written
     * its weights, which may fail.
     */
    void failed(int trial);

    /** Whether there will never be work again, whatever is reported. */
    boolean isOver();

    /** How much of its trials has been begun, 0 to 1. */
    double share();

    /** Where trials report, ascending; the last one is the whole budget. */
    List<Integer> budgets();
}
