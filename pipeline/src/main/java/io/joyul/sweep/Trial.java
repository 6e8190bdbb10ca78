package io.joyul.sweep;

import java.util.List;

/**
 * What is known of one trial.
 *
 * @param number counted from 0
 * @param parent the trial whose weights it started from; {@link Assignment#NONE} for one of its own
 * @param from the budget that these had had
 * @param budget that it has had itself, or was let have where it ended early by itself; 0 before its first report
 * @param score the sweep's metric at its last report, as people know it: an accuracy is not turned round; NaN before
 * @param curve what the dev split said on the way
 * @param lost times that it lost its slot and was begun again
 * @param begunSeconds from the sweep's start to its own, but for the time without a driver
 * @param endedSeconds from the sweep's start to its last report or its end, likewise
 * @param checkpoint its last one; empty where there is none, or none any more
 * @param error why it failed; empty for others
 */
public record Trial(
        int number,
        Point point,
        int parent,
        int from,
        Status status,
        int budget,
        double score,
        List<Measure> curve,
        Cost cost,
        int lost,
        double begunSeconds,
        double endedSeconds,
        String checkpoint,
        String error) {
    public Trial {
        curve = List.copyOf(curve);
    }

    /** The same, when its checkpoints are gone. */
    public Trial withoutCheckpoint() {
        return new Trial(
                number,
                point,
                parent,
                from,
                status,
                budget,
                score,
                curve,
                cost,
                lost,
                begunSeconds,
                endedSeconds,
                "",
                error);
    }

    /** How far a trial is. */
    public enum Status {
        /** At work, or about to be. */
        RUNNING,
        /** Its slot was given to another; it may still go on. */
        PAUSED,
        /** Given up. */
        STOPPED,
        /** It had its whole budget. */
        DONE,
        FAILED
    }
}
