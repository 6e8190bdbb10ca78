package io.joyul.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Words as sequences of symbols, with the count of every pair of neighbours kept up to date as pairs are merged: a merge
 * costs what the words that hold the pair cost, not a pass over all. The queue may hold counts that have fallen since;
 * that shows when they come up.
 */
final class PairMerger {
    static final long NONE = -1;

    private final long minFrequency;
    private final List<int[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
    /** Pairs whose count has grown since they were last queued. */
    private final Set<Long> grown = new HashSet<>();

    /** A pair with its count at the time that it was queued. */
    private record Candidate(long pair, long count) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(pair, other.pair);
        }
    }

    /** How often a pair stands in the text, and the words that hold, or once held, it. */
    private static final class Pair {
        private long count;
        private int[] places = new int[2];
        private int size;

        void standsIn(int word) {
            if (size > 0 && places[size - 1] == word) {
                return;
            }
            if (size == places.length) {
                places = Arrays.copyOf(places, size * 2);
            }
            places[size++] = word;
        }
    }

    PairMerger(long minFrequency) {
        this.minFrequency = Math.max(1, minFrequency);
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    /** Adds a word that was seen so many times. */
    void add(int[] symbols, long count) {
        int word = words.size();
        words.add(symbols);
        counts.add(count);
        for (int i = 0; i + 1 < symbols.length; i++) {
            more(symbols[i], symbols[i + 1], word);
        }
    }

    /** The most frequent pair, the smaller ids first where counts are equal; {@link #NONE} below the least frequency. */
    long best() {
        for (long pair : grown) {
            queue.add(new Candidate(pair, count(pair)));
        }
        grown.clear();
        for (Candidate top = queue.poll(); top != null; top = queue.poll()) {
            long count = count(top.pair);
            if (count == top.count && count >= minFrequency) {
                return top.pair;
            }
            if (count < top.count && count >= minFrequency) {
                queue.add(new Candidate(top.pair, count));
            }
        }
        return NONE;
    }

    /** Makes one symbol of a pair wherever it stands, from left to right. */
    void merge(long pair, int merged) {
        Pair entry = Objects.requireNonNull(pairs.remove(pair), "a pair that stands nowhere");
        for (int i = 0; i < entry.size; i++) {
            merge(entry.places[i], left(pair), right(pair), merged);
        }
    }

    private void merge(int word, int left, int right, int merged) {
        int[] symbols = words.get(word);
        int size = 0;
        // In place: what is written never overtakes what is read.
        for (int i = 0; i < symbols.length; i++) {
            boolean found = i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right;
            if (!found) {
                symbols[size++] = symbols[i];
                continue;
            }
            if (size > 0) {
                fewer(symbols[size - 1], left, word);
                more(symbols[size - 1], merged, word);
            }
            if (i + 2 < symbols.length) {
                fewer(right, symbols[i + 2], word);
                more(merged, symbols[i + 2], word);
            }
            symbols[size++] = merged;
            i++;
        }
        words.set(word, Arrays.copyOf(symbols, size));
    }

    private void more(int left, int right, int word) {
        long key = (long) left << 32 | right;
        Pair pair = pairs.computeIfAbsent(key, absent -> new Pair());
        pair.count += counts.get(word);
        pair.standsIn(word);
        grown.add(key);
    }

    private void fewer(int left, int right, int word) {
        Pair pair = pairs.get((long) left << 32 | right);
        if (pair != null) {
            pair.count -= counts.get(word);
        }
    }

    private long count(long pair) {
        Pair entry = pairs.get(pair);
        return entry == null ? 0 : entry.count;
    }
}
