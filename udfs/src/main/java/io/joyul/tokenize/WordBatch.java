package io.joyul.tokenize;

/** Words of one text that wait for the model. Working memory of one thread. */
final class WordBatch {
    /** The most words that wait. */
    static final int SIZE = 16;

    final int[] starts = new int[SIZE];
    final int[] ends = new int[SIZE];
    /** The word of the whole text that each is, or is a part of. */
    final int[] words = new int[SIZE];
    /** The number of tokens there are after each; filled in by the cache. */
    final int[] tokenEnds = new int[SIZE];

    int size;
    private NormalizedText text = new NormalizedText(Detail.IDS);

    /** The text that all of them lie in. */
    NormalizedText text() {
        return text;
    }

    /** Whether a word of a text still fits. */
    boolean takes(NormalizedText other) {
        return size < SIZE && (size == 0 || text == other);
    }

    void add(NormalizedText of, int start, int end, int word) {
        text = of;
        starts[size] = start;
        ends[size] = end;
        words[size] = word;
        size++;
    }
}
