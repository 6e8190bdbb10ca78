package io.joyul.tokenize.train;

import java.util.Arrays;

/** Words as sequences of symbols, one after the other in one array, with their counts. */
final class SpeltWords {
    private int[] symbols = new int[1 << 16];
    private int[] starts = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int words;
    private int end;

    /** Appends a symbol to the word that is being spelt. */
    void symbol(int symbol) {
        if (end == symbols.length) {
            symbols = Arrays.copyOf(symbols, end * 2);
        }
        symbols[end++] = symbol;
    }

    /** Ends the word that is being spelt. */
    void endWord(long count) {
        if (words + 1 == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            counts = Arrays.copyOf(counts, starts.length);
        }
        counts[words++] = count;
        starts[words] = end;
    }

    int size() {
        return words;
    }

    /** The symbols of all words; good until the next one is appended. */
    int[] symbols() {
        return symbols;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return starts[word + 1];
    }

    long count(int word) {
        return counts[word];
    }
}
