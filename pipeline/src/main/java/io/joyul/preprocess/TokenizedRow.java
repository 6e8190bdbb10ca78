package io.joyul.preprocess;

import org.jspecify.annotations.Nullable;

/**
 * A clean row as token ids.
 *
 * @param inputIds special tokens included, no more than the length allowed
 * @param groups as long as {@code inputIds}, see {@link io.joyul.mask.Groups}; empty when each token is one
 * @param label index of the class; −1 for text to pretrain on
 * @param origin which of the sources of its split it is from, counted from 0
 * @param text the normalised text of a held-out row, and of one without tokens; null elsewhere
 * @param order where the row stands among its split's, drawn from the run's seed and the id
 * @param tieBreak tells rows of equal order apart: a hash of the text
 */
public record TokenizedRow(
        Split split,
        long id,
        int[] inputIds,
        int[] groups,
        int label,
        int origin,
        @Nullable String text,
        long order,
        long tieBreak)
        implements SampledRow {
    @Override
    public RowGroup group() {
        return new RowGroup(label, origin);
    }

    @Override
    public int exampleCount() {
        return 1;
    }

    /** A further copy, which stands elsewhere. */
    public TokenizedRow copy(int number) {
        return new TokenizedRow(split, id, inputIds, groups, label, origin, text, Draws.of(order, number), tieBreak);
    }
}
