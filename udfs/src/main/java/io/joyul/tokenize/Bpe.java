package io.joyul.tokenize;

import java.util.Arrays;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909): a word begins as single symbols, and of
 * all neighbours the pair of the lowest rank, the leftmost of equals, is joined until none is left to join.
 */
final class Bpe implements Model {
    /** Words of more symbols go through a queue, since looking for the lowest rank each time is quadratic. */
    private static final int SHORT = 48;

    private final Map<String, Integer> vocabulary;
    private final Symbols symbols;
    private final Merges merges;
    private final Options options;

    /**
     * What {@code tokenizer.json} says of the model.
     *
     * @param unknown the token of symbols that are not in the vocabulary, or {@link TokenBuffer#NONE}: they are left out
     * @param wholeWords words that are tokens as they stand, whatever the merges say; empty unless {@code ignore_merges}
     * @param mark see {@link Model#mark}
     */
    record Options(int unknown, CharTrie wholeWords, char mark) {}

    Bpe(Map<String, Integer> vocabulary, Symbols symbols, Merges merges, Options options) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.symbols = symbols;
        this.merges = merges;
        this.options = options;
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    @Override
    public int unknown() {
        return options.unknown();
    }

    @Override
    public char mark() {
        return options.mark();
    }

    @Override
    public void tokenize(char[] text, int start, int end, TokenBuffer tokens) {
        int whole = options.wholeWords().find(text, start, end);
        if (whole != CharTrie.NONE) {
            tokens.add(whole, start, end);
            return;
        }
        int mark = tokens.size;
        symbols.spell(text, start, end, tokens);
        if (tokens.size - mark <= SHORT) {
            joinShort(tokens, mark);
        } else {
            joinLong(tokens, mark);
        }
    }

    /** {@code tokens.words} is free until the word is placed, and holds each token's rank with the next one. */
    private void joinShort(TokenBuffer tokens, int mark) {
        int[] ids = tokens.ids;
        int[] ranks = tokens.words;
        for (int i = mark; i < tokens.size - 1; i++) {
            ranks[i] = merges.rank(ids[i], ids[i + 1]);
        }
        while (tokens.size - mark > 1) {
            int last = tokens.size - 1;
            int best = mark;
            for (int i = mark + 1; i < last; i++) {
                best = ranks[i] < ranks[best] ? i : best;
            }
            if (ranks[best] == Merges.NEVER) {
                return;
            }
            int joined = merges.result(ranks[best]);
            System.arraycopy(ranks, best + 1, ranks, best, last - best - 1);
            tokens.join(best, joined);
            if (best > mark) {
                ranks[best - 1] = merges.rank(ids[best - 1], joined);
            }
            if (best < tokens.size - 1) {
                ranks[best] = merges.rank(joined, ids[best + 1]);
            }
        }
    }

    /** A pair that waits to be joined; of no use any more when the tokens at its place have changed. */
    private record Waiting(int rank, int place) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return rank == other.rank ? Integer.compare(place, other.place) : Integer.compare(rank, other.rank);
        }
    }

    private void joinLong(TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        int[] ids = Arrays.copyOfRange(tokens.ids, mark, tokens.size);
        int[] ends = Arrays.copyOfRange(tokens.ends, mark, tokens.size);
        int[] next = new int[count];
        int[] previous = new int[count];
        PriorityQueue<Waiting> queue = new PriorityQueue<>();
        for (int i = 0; i < count; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            wait(queue, ids, i, i + 1);
        }
        while (!queue.isEmpty()) {
            Waiting pair = queue.remove();
            int left = pair.place();
            int right = next[left];
            boolean stale = ids[left] == TokenBuffer.NONE
                    || right == count
                    || merges.rank(ids[left], ids[right]) != pair.rank();
            if (stale) {
                continue;
            }
            ids[left] = merges.result(pair.rank());
            ids[right] = TokenBuffer.NONE;
            ends[left] = ends[right];
            next[left] = next[right];
            if (next[right] < count) {
                previous[next[right]] = left;
            }
            if (previous[left] >= 0) {
                wait(queue, ids, previous[left], left);
            }
            wait(queue, ids, left, next[left]);
        }
        int[] starts = Arrays.copyOfRange(tokens.starts, mark, tokens.size);
        tokens.size = mark;
        for (int i = 0; i < count; i = next[i]) {
            tokens.add(ids[i], starts[i], ends[i]);
        }
    }

    private void wait(PriorityQueue<Waiting> queue, int[] ids, int left, int right) {
        int rank = right < ids.length ? merges.rank(ids[left], ids[right]) : Merges.NEVER;
        if (rank != Merges.NEVER) {
            queue.add(new Waiting(rank, left));
        }
    }
}
