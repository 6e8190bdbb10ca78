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
 * @param activations what the frozen part of a model made of the texts before, (T × H), or (E × H) where only first tokens
 *     were kept; empty: not known
 */
public record HostBatch(
        long[] exampleIds, int[] lengths, int[] inputIds, int[] tokenTypeIds, int[] labels, float[] activations) {
    /** A batch of which no activations are known. */
    public HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] tokenTypeIds, int[] labels) {
        this(exampleIds, lengths, inputIds, tokenTypeIds, labels, new float[0]);
    }

    /** A batch of texts of one segment. */
    public HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] labels) {
        this(exampleIds, lengths, inputIds, new int[0], labels);
    }

    /** The same batch with activations. */
    HostBatch withActivations(float[] known) {
        return new HostBatch(exampleIds, lengths, inputIds, tokenTypeIds, labels, known);
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
