package io.joyul.batch;

import io.joyul.pack.PackLayout;
import org.jspecify.annotations.Nullable;

/**
 * Examples in host memory, padded to one length; row-major, so each array goes to a tensor by one copy. A row holds one
 * example, or, packed, several one after the other. E is the number of examples, equal to B unless they are packed.
 *
 * @param rows B
 * @param length S, the longest row in the batch
 * @param exampleIds (E)
 * @param inputIds (B × S), padded with the pad token
 * @param tokenTypeIds (B × S), 0 at padding; empty: 0 everywhere
 * @param lengths (B), tokens of each row that are not padding
 * @param labels class indices (E) for examples with one label; (B × S) token targets for those with one for each token,
 *     −100 where there is no target; empty for those with none
 * @param tokens that are not padding
 * @param packs where the examples lie in packed rows; null: each has a row of its own
 */
public record HostBatch(
        int rows,
        int length,
        long[] exampleIds,
        int[] inputIds,
        int[] tokenTypeIds,
        int[] lengths,
        int[] labels,
        long tokens,
        @Nullable PackLayout packs) {

    /** A batch of texts of one segment, each in a row of its own. */
    public HostBatch(
            int rows, int length, long[] exampleIds, int[] inputIds, int[] lengths, int[] labels, long tokens) {
        this(rows, length, exampleIds, inputIds, new int[0], lengths, labels, tokens, null);
    }

    /** Places in all rows, padding included. */
    public long places() {
        return (long) rows * length;
    }
}
