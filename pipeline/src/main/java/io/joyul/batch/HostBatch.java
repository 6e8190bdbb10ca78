package io.joyul.batch;

/**
 * Examples side by side in host memory, padded to the longest of them; row-major, so each array goes to a tensor by one
 * copy.
 *
 * @param rows B
 * @param length S, the longest example in the batch
 * @param exampleIds (B)
 * @param inputIds (B × S), padded with the pad token
 * @param tokenTypeIds (B × S), 0 at padding; empty: 0 everywhere
 * @param lengths (B), tokens of each row that are not padding
 * @param labels class indices (B) for examples with one label; (B × S) token targets for those with one for each token,
 *     −100 where there is no target; empty for those with none
 * @param tokens that are not padding
 */
public record HostBatch(
        int rows,
        int length,
        long[] exampleIds,
        int[] inputIds,
        int[] tokenTypeIds,
        int[] lengths,
        int[] labels,
        long tokens) {

    /** A batch of texts of one segment. */
    public HostBatch(
            int rows, int length, long[] exampleIds, int[] inputIds, int[] lengths, int[] labels, long tokens) {
        this(rows, length, exampleIds, inputIds, new int[0], lengths, labels, tokens);
    }
}
