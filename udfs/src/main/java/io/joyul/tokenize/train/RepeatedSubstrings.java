package io.joyul.tokenize.train;

import java.util.Arrays;

/**
 * The substrings of words that stand in more than one place and are followed by different symbols there: the inner nodes
 * of the suffix tree, read off the sorted suffixes (Abouelhoda et al. 2004, "Replacing suffix trees with enhanced suffix
 * arrays"). A substring that is always followed by the same symbol adds nothing to the longer one.
 */
final class RepeatedSubstrings {
    private static final int ROOT = 0;

    private final int[] suffixes;
    /** Node by rank of a suffix: the longest repeated substring that the suffix begins with. */
    private final int[] longest;

    private final int[] parents;
    private final byte[] lengths;
    private final int[] firsts;
    private final int[] frequencies;
    private int nodes = 1;

    private RepeatedSubstrings(int[] suffixes) {
        this.suffixes = suffixes;
        this.longest = new int[suffixes.length];
        this.parents = new int[suffixes.length + 1];
        this.lengths = new byte[suffixes.length + 1];
        this.firsts = new int[suffixes.length + 1];
        this.frequencies = new int[suffixes.length + 1];
    }

    /**
     * @param text words one after the other, each ended by a 0
     * @param symbols the largest symbol
     * @param maxLength symbols that a substring may have; longer ones come cut to one more than this
     */
    static RepeatedSubstrings of(int[] text, int length, int symbols, int maxLength) {
        RepeatedSubstrings tree = new RepeatedSubstrings(SuffixSort.sorted(text, length, symbols, maxLength + 1));
        tree.build(text, maxLength + 1);
        return tree;
    }

    private void build(int[] text, int depth) {
        int[] open = new int[depth + 2];
        int top = 0;
        for (int rank = 0; rank < suffixes.length; rank++) {
            int shared = rank + 1 < suffixes.length ? shared(text, suffixes[rank], suffixes[rank + 1], depth) : 0;
            if (shared > lengths[open[top]]) {
                open[++top] = node(shared, rank, open[top - 1]);
                longest[rank] = open[top];
                continue;
            }
            longest[rank] = open[top];
            while (lengths[open[top]] > shared) {
                int closed = open[top--];
                frequencies[closed] = rank + 1 - firsts[closed];
                if (lengths[open[top]] < shared) {
                    int between = node(shared, firsts[closed], open[top]);
                    open[++top] = between;
                }
                parents[closed] = open[top];
            }
        }
    }

    private int node(int length, int first, int parent) {
        lengths[nodes] = (byte) length;
        firsts[nodes] = first;
        parents[nodes] = parent;
        return nodes++;
    }

    private static int shared(int[] text, int one, int two, int depth) {
        int length = 0;
        while (length < depth && text[one + length] == text[two + length] && text[one + length] != 0) {
            length++;
        }
        return length;
    }

    /**
     * The nodes of at least two symbols and at most {@code maxLength} that cover the most of the text, counted as
     * occurrences times length; the best first.
     */
    int[] best(int maxLength, int limit) {
        long[] ranked = new long[nodes];
        int size = 0;
        for (int node = 1; node < nodes; node++) {
            if (lengths[node] > 1 && lengths[node] <= maxLength) {
                ranked[size++] = (long) cover(node) << 32 | Integer.MAX_VALUE - node;
            }
        }
        Arrays.parallelSort(ranked, 0, size);
        int[] best = new int[Math.min(limit, size)];
        for (int i = 0; i < best.length; i++) {
            best[i] = Integer.MAX_VALUE - (int) ranked[size - 1 - i];
        }
        return best;
    }

    /** Occurrences times length. */
    int cover(int node) {
        return frequencies[node] * lengths[node];
    }

    int length(int node) {
        return lengths[node];
    }

    /** A place in the text where the substring stands. */
    int place(int node) {
        return suffixes[firsts[node]];
    }

    /** The next shorter repeated substring that this one begins with; 0 when there is none. */
    int parent(int node) {
        return parents[node];
    }

    /** Calls {@code visitor} for each place of the text with the longest repeated substring there, or 0. */
    void visitPlaces(PlaceVisitor visitor) {
        for (int rank = 0; rank < suffixes.length; rank++) {
            visitor.visit(suffixes[rank], longest[rank]);
        }
    }

    /** How many nodes there are, the root, which is 0, included. */
    int size() {
        return nodes;
    }

    /** Takes a place of the text and a node. */
    interface PlaceVisitor {
        void visit(int place, int node);
    }
}
