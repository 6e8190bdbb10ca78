package io.joyul.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the texts of a batch lie end to end in its tokens: E texts, T tokens, no padding. Tokens attend to those of their
 * own text alone, so attention goes run by run; everything else sees one matrix of T rows.
 *
 * @param lengths (E), tokens of each text, at least one
 */
public record Sequences(int[] lengths) {
    /**
     * Neighbours of one length, which attention takes as one rectangle.
     *
     * @param count texts
     * @param length tokens of each
     */
    public record Run(int count, int length) {
        /** Tokens of all its texts. */
        public int tokens() {
            return count * length;
        }
    }

    /**
     * @throws IllegalArgumentException when a text has no token
     */
    public Sequences {
        for (int length : lengths) {
            if (length < 1) {
                throw new IllegalArgumentException("a text of " + length + " tokens has nothing to attend to");
            }
        }
    }

    /** E. */
    public int count() {
        return lengths.length;
    }

    /** T. */
    public int tokens() {
        return Arrays.stream(lengths).sum();
    }

    /** Where each text begins, (E). */
    public long[] starts() {
        long[] starts = new long[lengths.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }
        return starts;
    }

    /** Each token's position in its own text, (T), counted from 0. */
    public long[] positionIds() {
        long[] positions = new long[tokens()];
        int at = 0;
        for (int length : lengths) {
            for (int position = 0; position < length; position++) {
                positions[at++] = position;
            }
        }
        return positions;
    }

    /** The texts, in their order, as few runs as they allow: sorted by length, one for each length. */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (int first = 0, next; first < lengths.length; first = next) {
            next = first + 1;
            while (next < lengths.length && lengths[next] == lengths[first]) {
                next++;
            }
            runs.add(new Run(next - first, lengths[first]));
        }
        return runs;
    }
}
