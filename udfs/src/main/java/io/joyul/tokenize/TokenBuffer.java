package io.joyul.tokenize;

import java.util.Arrays;

/** Tokens as they come out of the model, in growing arrays that are used again for the next text. */
final class TokenBuffer {
    int[] ids = new int[64];
    int[] starts = new int[64];
    int[] ends = new int[64];
    int[] words = new int[64];
    int size;

    /** Adds a token of the units {@code [start, end)}. */
    void add(int id, int start, int end) {
        if (size == ids.length) {
            int capacity = size * 2;
            ids = Arrays.copyOf(ids, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            words = Arrays.copyOf(words, capacity);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    /** Says that the tokens from {@code first} on belong to one word. */
    void word(int first, int word) {
        Arrays.fill(words, first, size, word);
    }
}
