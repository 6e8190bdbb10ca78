package io.joyul.pack;

import java.util.Arrays;

/**
 * Where the examples of packed rows lie.
 *
 * @param length S, places in each row
 * @param seqLens for each row the lengths of the examples in it, from its first place on; what is left of it is padding
 */
public record PackLayout(int length, int[][] seqLens) {
    /**
     * @throws IllegalArgumentException when a row's examples are longer than it
     */
    public PackLayout {
        for (int[] row : seqLens) {
            if (Arrays.stream(row).sum() > length) {
                throw new IllegalArgumentException(
                        "examples of " + Arrays.toString(row) + " tokens do not go into a row of " + length);
            }
        }
    }

    /** B. */
    public int rows() {
        return seqLens.length;
    }

    /** Examples in all rows. */
    public int sequences() {
        return Arrays.stream(seqLens).mapToInt(row -> row.length).sum();
    }

    /** The position (B × S) of each place in its own example, counted from 0; 0 at padding. */
    public int[] positionIds() {
        int[] positions = new int[rows() * length];
        forEachSequence((row, start, end, number) -> {
            for (int at = start; at < end; at++) {
                positions[row * length + at] = at - start;
            }
        });
        return positions;
    }

    /** Where each example begins, (E) places in the rows laid one after the other. */
    public int[] starts() {
        int[] starts = new int[sequences()];
        forEachSequence((row, start, end, number) -> starts[number] = row * length + start);
        return starts;
    }

    /**
     * What is added to the attention's scores, (B × S × S): 0 from a token to the tokens of its own example,
     * {@code blocked} to all others.
     */
    public float[] attentionBias(float blocked) {
        float[] bias = new float[rows() * length * length];
        Arrays.fill(bias, blocked);
        forEachSequence((row, start, end, number) -> {
            for (int from = start; from < end; from++) {
                int line = (row * length + from) * length;
                Arrays.fill(bias, line + start, line + end, 0f);
            }
        });
        return bias;
    }

    /** Takes an example by its row, the places that it begins at and ends before, and its number. */
    private interface Sequence {
        void at(int row, int start, int end, int number);
    }

    private void forEachSequence(Sequence consumer) {
        int number = 0;
        for (int row = 0; row < rows(); row++) {
            int start = 0;
            for (int tokens : seqLens[row]) {
                consumer.at(row, start, start + tokens, number++);
                start += tokens;
            }
        }
    }
}
