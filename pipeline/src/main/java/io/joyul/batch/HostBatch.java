package io.joyul.batch;

/**
 * Examples in host memory, laid end to end without padding: T tokens of E examples. Each array goes to a tensor by one
 * copy.
 *
 * @param exampleIds (E)
 * @param lengths (E), tokens of each example
 * @param inputIds (T)
 * @param tokenTypeIds (T); empty: 0 everywhere
 * @param labels class indices (E) for examples with one label; token targets (T) for those with one for each token, −100
 *     where there is no target; empty for those with none
 */
public record HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] tokenTypeIds, int[] labels) {
    /** A batch of texts of one segment. */
    public HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] labels) {
        this(exampleIds, lengths, inputIds, new int[0], labels);
    }

    /** E. */
    public int examples() {
        return lengths.length;
    }

    /** T. */
    public int tokens() {
        return inputIds.length;
    }
}
