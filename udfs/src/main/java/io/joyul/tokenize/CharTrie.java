package io.joyul.tokenize;

import java.util.Arrays;

/**
 * Strings to ids, walked one UTF-16 unit at a time. The first unit is looked up in an array, the others in one
 * open-addressing table whose entries hold node, unit and target in one number, so that a step touches one place in
 * memory and allocates nothing. Immutable once built; safe to share.
 */
final class CharTrie {
    static final int ROOT = 0;
    static final int NONE = -1;
    private static final long EMPTY = 0;
    private static final int TARGET_BITS = 24;
    private static final int MOST_NODES = 1 << TARGET_BITS;
    private static final long TARGET = MOST_NODES - 1;

    /** The node that a first unit leads to; 0, the root, where it leads nowhere. As long as the largest asks for. */
    private int[] first = new int[0];
    /** Node (24 bits), unit (16), target (24); no target is the root, so no entry is 0. */
    private long[] transitions = new long[64];

    /** The id of the string that ends at a node, times two; one more where strings go on from there. */
    private int[] values = new int[32];

    private int count;
    private int nodes = 1;

    CharTrie() {
        Arrays.fill(values, NONE << 1);
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
        values[node] = id << 1 | values[node] & 1;
    }

    /** Whether no string goes on from a node. */
    boolean isLeaf(int node) {
        return (values[node] & 1) == 0;
    }

    /** The node that a unit leads to, or {@link #NONE}. */
    int next(int node, char unit) {
        if (node == ROOT) {
            int target = unit < first.length ? first[unit] : ROOT;
            return target == ROOT ? NONE : target;
        }
        long[] table = transitions;
        long key = (long) node << 16 | unit;
        int mask = table.length - 1;
        for (int slot = slot(key, mask); ; slot = slot + 1 & mask) {
            long found = table[slot];
            if (found >>> TARGET_BITS == key) {
                return (int) (found & TARGET);
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
        return node == NONE ? NONE : values[node] >> 1;
    }

    /** The id of the string that ends at a node, or {@link #NONE}. */
    int value(int node) {
        return values[node] >> 1;
    }

    private int grow(int node, char unit) {
        if (nodes == MOST_NODES) {
            throw Fields.unsupported("the vocabulary has more than " + MOST_NODES + " different beginnings of tokens");
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, nodes * 2);
            Arrays.fill(values, nodes, values.length, NONE << 1);
        }
        if (node == ROOT) {
            if (unit >= first.length) {
                first = Arrays.copyOf(first, (unit | 0xFF) + 1);
            }
            first[unit] = nodes;
        } else {
            if (++count * 2 >= transitions.length) {
                rehash();
            }
            insert(transitions, ((long) node << 16 | unit) << TARGET_BITS | nodes);
        }
        values[node] |= 1;
        return nodes++;
    }

    private void rehash() {
        long[] larger = new long[transitions.length * 2];
        for (long transition : transitions) {
            if (transition != EMPTY) {
                insert(larger, transition);
            }
        }
        transitions = larger;
    }

    private static void insert(long[] table, long transition) {
        int mask = table.length - 1;
        int slot = slot(transition >>> TARGET_BITS, mask);
        while (table[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        table[slot] = transition;
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & mask;
    }
}
