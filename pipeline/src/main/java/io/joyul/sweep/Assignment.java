package io.joyul.sweep;

/**
 * What a free slot is to do: train a trial up to a budget.
 *
 * @param trial counted from 0; the same number again means that the trial goes on from where it paused
 * @param until the budget at which it must ask first
 * @param parent the trial whose weights it starts from; {@link #NONE} for one of its own
 * @param from the budget that the parent's weights have had; 0 for a trial of its own
 */
public record Assignment(int trial, Point point, int until, int parent, int from) {
    /** In {@link #parent}: none. */
    public static final int NONE = -1;

    /** A new trial, or one that goes on. */
    static Assignment of(int trial, Point point, int until) {
        return new Assignment(trial, point, until, NONE, 0);
    }
}
