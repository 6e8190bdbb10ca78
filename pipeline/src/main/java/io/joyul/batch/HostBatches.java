package io.joyul.batch;

import io.joyul.shard.Example;
import java.util.Arrays;
import java.util.List;

/** Lays examples side by side. */
public final class HostBatches {
    /** The label of a token that is no target. */
    public static final int IGNORED = -100;

    private HostBatches() {}

    /**
     * Pads examples to the longest of them.
     *
     * @param examples at least one, all of one kind
     * @throws IllegalArgumentException when there is none, or kinds are mixed
     */
    public static HostBatch pad(List<? extends Example> examples, int padTokenId) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("a batch needs an example");
        }
        boolean masked = examples.get(0) instanceof Example.Masked;
        int rows = examples.size();
        int length = examples.stream()
                .mapToInt(example -> example.inputIds().length)
                .max()
                .orElseThrow();
        long[] ids = new long[rows];
        int[] inputIds = new int[rows * length];
        int[] lengths = new int[rows];
        int[] labels = new int[masked ? rows * length : rows];
        Arrays.fill(inputIds, padTokenId);
        if (masked) {
            Arrays.fill(labels, IGNORED);
        }
        long tokens = 0;
        for (int row = 0; row < rows; row++) {
            Example example = examples.get(row);
            int[] own = example.inputIds();
            ids[row] = example.id();
            lengths[row] = own.length;
            tokens += own.length;
            System.arraycopy(own, 0, inputIds, row * length, own.length);
            if (example instanceof Example.Masked target && masked) {
                System.arraycopy(target.labels(), 0, labels, row * length, own.length);
            } else if (example instanceof Example.Labelled labelled && !masked) {
                labels[row] = labelled.label();
            } else {
                throw new IllegalArgumentException("masked and labelled examples do not go into one batch");
            }
        }
        return new HostBatch(rows, length, ids, inputIds, lengths, labels, tokens);
    }
}
