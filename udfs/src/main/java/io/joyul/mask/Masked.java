package io.joyul.mask;

/**
 * An example to guess at.
 *
 * @param inputIds what the model sees
 * @param labels as long as {@code inputIds}: the original id at a target, {@link #IGNORED} elsewhere
 */
public record Masked(int[] inputIds, int[] labels) {
    /** The label of a token that is no target; losses leave it out. */
    public static final int IGNORED = -100;
}
