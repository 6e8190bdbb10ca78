package io.joyul.batch;

import java.nio.IntBuffer;

/**
 * Examples in host memory, laid end to end without padding: T tokens of E examples. The buffers of a batch that was
 * read from shards lie outside the heap, in the machine's byte order, so that a tensor can be a view of them.
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
        long[] exampleIds,
        int[] lengths,
        IntBuffer inputIds,
        IntBuffer tokenTypeIds,
        int[] labels,
        float[] activations) {
    /** A batch of which no activations are known. */
    public HostBatch(long[] exampleIds, int[] lengths, IntBuffer inputIds, IntBuffer tokenTypeIds, int[] labels) {
        this(exampleIds, lengths, inputIds, tokenTypeIds, labels, new float[0]);
    }

    /** A batch of texts of one segment. */
    public HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] labels) {
        this(exampleIds, lengths, IntBuffer.wrap(inputIds), IntBuffer.allocate(0), labels);
    }

    /** A batch of arrays. */
    public HostBatch(long[] exampleIds, int[] lengths, int[] inputIds, int[] tokenTypeIds, int[] labels) {
        this(exampleIds, lengths, IntBuffer.wrap(inputIds), IntBuffer.wrap(tokenTypeIds), labels);
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
        return inputIds.capacity();
    }
}
