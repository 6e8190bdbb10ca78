package io.joyul.tokenize.train;

import java.util.Arrays;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair merging (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) with the count of every pair of neighbours
 * kept up to date: a merge costs what the words that hold the pair cost, not a pass over all.
 *
 * <p>Merges come in the order of Hugging Face's trainer, its two oddities included, since a vocabulary that differs in
 * one early merge differs in many later ones. A pair that was merged keeps its count, and counts on from there when a
 * token that is spelt in a second way brings it back; and such new places wait in a queue entry of their own.
 */
final class PairMerger {
    static final long NONE = -1;

    private final long minFrequency;
    private final int maxTokenLength;
    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
    private final int[] symbols;
    private final int[] starts;
    private final int[] ends;
    private final long[] wordCounts;
    private long[] pairCounts = new long[1 << 15];
    /** By pair, the words where the merge under way has made it; null for most. */
    private int[] @Nullable [] newPlaces = new int[1 << 15][];

    private int[] newSizes = new int[1 << 15];
    private int[] touched = new int[16];
    private int touchedSize;
    /** By symbol, how many symbols of the alphabet it is made of. */
    private int[] lengths = new int[1 << 10];

    private @Nullable Candidate chosen;

    /** A pair with its count at the time that it was queued and the words to look for it in. */
    private record Candidate(long pair, int number, long count, int[] places) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(pair, other.pair);
        }
    }

    /**
     * @param minFrequency a pair seen less often is not merged
     * @param maxTokenLength tokens stay shorter than this many symbols of the alphabet
     */
    PairMerger(SpeltWords words, long minFrequency, int maxTokenLength) {
        this.minFrequency = Math.max(1, minFrequency);
        this.maxTokenLength = maxTokenLength;
        int size = words.size();
        this.symbols = Arrays.copyOf(words.symbols(), words.start(size));
        this.starts = new int[size];
        this.ends = new int[size];
        this.wordCounts = new long[size];
        Arrays.fill(lengths, 1);
        for (int word = 0; word < size; word++) {
            starts[word] = words.start(word);
            ends[word] = words.end(word);
            wordCounts[word] = words.count(word);
            for (int i = starts[word]; i + 1 < ends[word]; i++) {
                more(symbols[i], symbols[i + 1], word);
            }
        }
        queueNewPlaces();
    }

    static int left(long pair) {
        return PairTable.left(pair);
    }

    static int right(long pair) {
        return PairTable.right(pair);
    }

    /** The most frequent pair, the smaller ids first where counts are equal; {@link #NONE} below the least frequency. */
    long best() {
        for (Candidate top = queue.poll(); top != null; top = queue.poll()) {
            long count = pairCounts[top.number];
            if (count != top.count) {
                queue.add(new Candidate(top.pair, top.number, count, top.places));
            } else if (count < minFrequency) {
                return NONE;
            } else {
                chosen = top;
                return top.pair;
            }
        }
        return NONE;
    }

    /** Makes one symbol of the pair that {@link #best} gave, wherever it stands, from left to right. */
    void merge(int merged) {
        Candidate candidate = Objects.requireNonNull(chosen, "best() comes first");
        int left = left(candidate.pair);
        int right = right(candidate.pair);
        if (merged >= lengths.length) {
            int known = lengths.length;
            lengths = Arrays.copyOf(lengths, Math.max(merged + 1, known * 2));
            Arrays.fill(lengths, known, lengths.length, 1);
        }
        lengths[merged] = lengths[left] + lengths[right];
        for (int word : candidate.places) {
            merge(word, left, right, merged);
        }
        queueNewPlaces();
    }

    private void merge(int word, int left, int right, int merged) {
        int start = starts[word];
        int end = ends[word];
        int size = start;
        // In place: what is written never overtakes what is read.
        for (int i = start; i < end; i++) {
            if (symbols[i] != left || i + 1 == end || symbols[i + 1] != right) {
                symbols[size++] = symbols[i];
                continue;
            }
            if (size > start) {
                fewer(symbols[size - 1], left, word);
                moreIfShort(symbols[size - 1], merged, word);
            }
            if (i + 2 < end) {
                fewer(right, symbols[i + 2], word);
                moreIfShort(merged, symbols[i + 2], word);
            }
            symbols[size++] = merged;
            i++;
        }
        ends[word] = size;
    }

    private void moreIfShort(int left, int right, int word) {
        if (lengths[left] + lengths[right] < maxTokenLength) {
            more(left, right, word);
        }
    }

    private void more(int left, int right, int word) {
        int number = number(left, right);
        pairCounts[number] += wordCounts[word];
        int[] places = newPlaces[number];
        int size = newSizes[number];
        if (places == null) {
            places = new int[4];
            newPlaces[number] = places;
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, touchedSize * 2);
            }
            touched[touchedSize++] = number;
        } else if (places[size - 1] == word) {
            return;
        } else if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            newPlaces[number] = places;
        }
        places[size] = word;
        newSizes[number] = size + 1;
    }

    private void fewer(int left, int right, int word) {
        pairCounts[number(left, right)] -= wordCounts[word];
    }

    private int number(int left, int right) {
        int number = pairs.number(PairTable.pair(left, right));
        if (number >= pairCounts.length) {
            pairCounts = Arrays.copyOf(pairCounts, number * 2);
            newPlaces = Arrays.copyOf(newPlaces, number * 2);
            newSizes = Arrays.copyOf(newSizes, number * 2);
        }
        return number;
    }

    private void queueNewPlaces() {
        for (int i = 0; i < touchedSize; i++) {
            int number = touched[i];
            int[] places = Objects.requireNonNull(newPlaces[number]);
            if (pairCounts[number] > 0) {
                queue.add(new Candidate(
                        pairs.pair(number), number, pairCounts[number], Arrays.copyOf(places, newSizes[number])));
            }
            newPlaces[number] = null;
            newSizes[number] = 0;
        }
        touchedSize = 0;
    }
}
