package io.joyul.tokenize;

import java.util.Arrays;

/**
 * Strings to ids, walked one UTF-16 unit at a time. Transitions lie in one open-addressing table, so a walk touches two
 * arrays and allocates nothing. Immutable once built; safe to share.
 */
final class CharTrie {
    static final int ROOT = 0;
    static final int NONE = -1;
    private static final long EMPTY = -1;

    private long[] keys = new long[64];
    private int[] targets = new int[64];
    private int[] values = new int[32];
    private int transitions;
    private int nodes = 1;

    CharTrie() {
        Arrays.fill(keys, EMPTY);
        Arrays.fill(values, NONE);
    }

    /** Whether no string was added. */
    boolean isEmpty() {
        return nodes == 1;
    }

    /** Adds a string; the last id given to it stays. */
    void put(String key, int id) {
        int node = ROOT;
        for (int i = 0; i < key.length(); i++) {
            int next = next(node, key.charAt(i));
            node = next == NONE ? grow(node, key.charAt(i)) : next;
        }
        values[node] = id;
    }

    /** The node that a character leads to, or {@link #NONE}. */
    int next(int node, char character) {
        long key = (long) node << 16 | character;
        int mask = keys.length - 1;
        for (int slot = slot(key, mask); ; slot = slot + 1 & mask) {
            long found = keys[slot];
            if (found == key) {
                return targets[slot];
            }
            if (found == EMPTY) {
                return NONE;
            }
        }
    }

    /** The id of a whole string, or {@link #NONE}. */
    int find(char[] text, int start, int end) {
        int node = ROOT;
        for (int i = start; i < end && node != NONE; i++) {
            node = next(node, text[i]);
        }
        return node == NONE ? NONE : values[node];
    }

    /** The id of the string that ends at a node, or {@link #NONE}. */
    int value(int node) {
        return values[node];
    }

    private int grow(int node, char character) {
        if (transitions * 2 >= keys.length) {
            rehash();
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, nodes * 2);
            Arrays.fill(values, nodes, values.length, NONE);
        }
        insert((long) node << 16 | character, nodes);
        transitions++;
        return nodes++;
    }

    private void rehash() {
        long[] oldKeys = keys;
        int[] oldTargets = targets;
        keys = new long[oldKeys.length * 2];
        targets = new int[keys.length];
        Arrays.fill(keys, EMPTY);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                insert(oldKeys[i], oldTargets[i]);
            }
        }
    }

    private void insert(long key, int target) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
