package io.joyul.batch;

/**
 * Examples side by side in host memory, padded to the longest of them; row-major, so each array goes to a tensor by one
 * copy.
 *
 * @param rows B
 * @param length S, the longest example in the batch
 * @param exampleIds (B)
 * @param inputIds (B × S), padded with the pad token
 * @param lengths (B), tokens of each row that are not padding
 * @param labels class indices (B) for labelled examples; (B × S) token targets for masked ones, −100 elsewhere
 * @param tokens that are not padding
 */
public record HostBatch(
        int rows, int length, long[] exampleIds, int[] inputIds, int[] lengths, int[] labels, long tokens) {}
