package io.joyul.tokenize;

import java.util.Arrays;
import java.util.Map;

/**
 * Byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909): a word begins as single symbols, and of
 * all neighbours the pair of the lowest rank, the leftmost of equals, is joined until none is left to join.
 */
final class Bpe implements Model {
    /** Words of more symbols go through a queue, since looking for the lowest rank each time is quadratic. */
    private static final int SHORT = 32;

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

    /** Symbols and their ranks side by side, shifted by hand: at these lengths a call to copy costs more than copying. */
    private void joinShort(TokenBuffer tokens, int mark) {
        int[] ids = tokens.ids;
        int[] ends = tokens.ends;
        int[] starts = tokens.starts;
        // Free until the word is placed: the rank of each token with the next one.
        int[] ranks = tokens.words;
        int last = tokens.size - 1;
        for (int i = mark; i < last; i++) {
            ranks[i] = merges.rank(ids[i], ids[i + 1]);
        }
        while (last > mark) {
            int best = mark;
            int lowest = ranks[mark];
            for (int i = mark + 1; i < last; i++) {
                if (ranks[i] < lowest) {
                    lowest = ranks[i];
                    best = i;
                }
            }
            if (lowest == Merges.NEVER) {
                break;
            }
            ids[best] = merges.result(lowest);
            ends[best] = ends[best + 1];
            last--;
            for (int i = best + 1; i <= last; i++) {
                ids[i] = ids[i + 1];
                starts[i] = starts[i + 1];
                ends[i] = ends[i + 1];
                ranks[i] = ranks[i + 1];
            }
            if (best > mark) {
                ranks[best - 1] = merges.rank(ids[best - 1], ids[best]);
            }
            if (best < last) {
                ranks[best] = merges.rank(ids[best], ids[best + 1]);
            }
        }
        tokens.size = last + 1;
    }

    private void joinLong(TokenBuffer tokens, int mark) {
        int count = tokens.size - mark;
        int[] ids = Arrays.copyOfRange(tokens.ids, mark, tokens.size);
        int[] ends = Arrays.copyOfRange(tokens.ends, mark, tokens.size);
        int[] next = new int[count];
        int[] previous = new int[count];
        // Pairs that wait, by rank and place; of no use any more when the tokens at their place have changed.
        LongHeap queue = new LongHeap(2 * count);
        for (int i = 0; i < count; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            wait(queue, ids, i, i + 1);
        }
        while (!queue.isEmpty()) {
            long pair = queue.remove();
            int rank = (int) (pair >>> Integer.SIZE);
            int left = (int) pair;
            int right = next[left];
            boolean stale =
                    ids[left] == TokenBuffer.NONE || right == count || merges.rank(ids[left], ids[right]) != rank;
            if (stale) {
                continue;
            }
            ids[left] = merges.result(rank);
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

    private void wait(LongHeap queue, int[] ids, int left, int right) {
        int rank = right < ids.length ? merges.rank(ids[left], ids[right]) : Merges.NEVER;
        if (rank != Merges.NEVER) {
            queue.add((long) rank << Integer.SIZE | left);
        }
    }
}
