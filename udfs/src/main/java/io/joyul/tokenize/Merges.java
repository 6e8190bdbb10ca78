package io.joyul.tokenize;

import java.util.Arrays;

/** The pairs that a byte-pair encoding joins, with their ranks, in one open-addressing table. Safe to share. */
final class Merges {
    /** The rank of a pair that is not joined. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final long EMPTY = -1;

    private final long[] pairs;
    private final int[] ranks;
    private final int[] results;
    private final int mask;

    /**
     * @param lefts of each pair, in the order of rank; of equal pairs the last counts
     * @param results the token that each pair becomes
     */
    Merges(int[] lefts, int[] rights, int[] results) {
        int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, lefts.length)) * 4);
        this.pairs = new long[capacity];
        this.ranks = new int[capacity];
        this.results = results.clone();
        this.mask = capacity - 1;
        Arrays.fill(pairs, EMPTY);
        for (int rank = 0; rank < lefts.length; rank++) {
            long pair = pair(lefts[rank], rights[rank]);
            int slot = slot(pair);
            while (pairs[slot] != EMPTY && pairs[slot] != pair) {
                slot = slot + 1 & mask;
            }
            pairs[slot] = pair;
            ranks[slot] = rank;
        }
    }

    /** The rank of a pair, the lowest first to be joined, or {@link #NEVER}. */
    int rank(int left, int right) {
        long pair = pair(left, right);
        for (int slot = slot(pair); ; slot = slot + 1 & mask) {
            long found = pairs[slot];
            if (found == pair) {
                return ranks[slot];
            }
            if (found == EMPTY) {
                return NEVER;
            }
        }
    }

    /** The token that the pair of a rank becomes. */
    int result(int rank) {
        return results[rank];
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    private int slot(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & mask;
    }
}
