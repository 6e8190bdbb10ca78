package io.joyul.tokenize;

import java.util.Arrays;

/** Tokens as they come out of the model, in growing arrays that are used again for the next text. */
final class TokenBuffer {
    /** No token. */
    static final int NONE = -1;

    int[] ids = new int[64];
    int[] starts = new int[64];
    int[] ends = new int[64];
    int[] words = new int[64];
    int size;

    /** Adds a token of the units {@code [start, end)}. */
    void add(int id, int start, int end) {
        if (size == ids.length) {
            grow(size * 2);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    /** Makes room for {@code more} tokens. */
    void reserve(int more) {
        if (size + more > ids.length) {
            grow(Math.max(size + more, size * 2));
        }
    }

    private void grow(int capacity) {
        ids = Arrays.copyOf(ids, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        words = Arrays.copyOf(words, capacity);
    }

    /** Turns the tokens from {@code first} on around. */
    void reverse(int first) {
        for (int left = first, right = size - 1; left < right; left++, right--) {
            swap(ids, left, right);
            swap(starts, left, right);
            swap(ends, left, right);
        }
    }

    private static void swap(int[] array, int left, int right) {
        int kept = array[left];
        array[left] = array[right];
        array[right] = kept;
    }
}
