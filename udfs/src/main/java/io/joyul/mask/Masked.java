package io.joyul.mask;

/**
 * An example to guess at.
 *
 * @param inputIds what the model sees
 * @param labels as long as {@code inputIds}: what is to be said of a target (the original id; of {@link ReplacedTokens}, 1
 *     for a replaced and 0 for an original token), {@link #IGNORED} elsewhere
 */
public record Masked(int[] inputIds, int[] labels) {
    /** The label of a token that is no target; losses leave it out. */
    public static final int IGNORED = -100;
}
