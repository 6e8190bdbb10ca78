package io.joyul.tokenize.train;

import java.util.Arrays;

/** Numbers pairs of symbols in the order in which they are first met: an open-addressing map without objects. */
final class PairTable {
    private int[] slots = new int[1 << 16];
    private long[] pairs = new long[1 << 15];
    private int size;

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    int size() {
        return size;
    }

    long pair(int number) {
        return pairs[number];
    }

    /** The number of a pair; a new one where it is not known yet. */
    int number(long pair) {
        int slot = slot(pair);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == pairs.length) {
            grow();
            slot = slot(pair);
        }
        pairs[size] = pair;
        slots[slot] = size + 1;
        return size++;
    }

    /** Where a pair is, or would be. */
    private int slot(long pair) {
        long hash = pair * 0x9E3779B97F4A7C15L;
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] != 0 && pairs[slots[slot] - 1] != pair) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        pairs = Arrays.copyOf(pairs, size * 2);
        slots = new int[slots.length * 2];
        for (int number = 0; number < size; number++) {
            slots[slot(pairs[number])] = number + 1;
        }
    }
}
