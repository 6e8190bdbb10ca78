package io.joyul.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most probable pieces of a word under a unigram language model (Kudo 2018, https://arxiv.org/abs/1804.10959), found
 * by Viterbi's algorithm. A character that no piece covers costs more than any piece; unknown ones side by side are one
 * token.
 */
final class Unigram implements Model {
    /** What an unknown character costs beyond the least probable piece, in natural logarithms. */
    private static final double UNKNOWN_PENALTY = 10;

    private final Map<String, Integer> vocabulary;
    private final CharTrie pieces = new CharTrie();
    private final double[] scores;
    private final int unknown;
    private final double unknownScore;
    private final int @Nullable [] bytes;
    private final ThreadLocal<Lattice> lattices = ThreadLocal.withInitial(Lattice::new);

    /** A piece with its natural logarithm of probability; its id is its place in the list. */
    record Piece(String text, double score) {}

    /** The best way to each unit of a word: its score, and its last piece with where that begins. */
    private static final class Lattice {
        double[] scores = new double[64];
        int[] ids = new int[64];
        int[] starts = new int[64];

        void clear(int length) {
            if (length >= scores.length) {
                scores = new double[length * 2];
                ids = new int[length * 2];
                starts = new int[length * 2];
            }
            Arrays.fill(starts, 0, length + 1, TokenBuffer.NONE);
            scores[0] = 0;
        }

        void offer(int end, double score, int id, int start) {
            if (starts[end] == TokenBuffer.NONE || score > scores[end]) {
                scores[end] = score;
                ids[end] = id;
                starts[end] = start;
            }
        }
    }

    /**
     * @param unknown id of the token for characters that no piece covers
     * @param byteFallback whether those are spelt in bytes, where the vocabulary has them all
     */
    Unigram(List<Piece> pieces, int unknown, boolean byteFallback) {
        Map<String, Integer> ids = new HashMap<>();
        this.scores = new double[pieces.size()];
        double least = Double.POSITIVE_INFINITY;
        for (int id = 0; id < scores.length; id++) {
            Piece piece = pieces.get(id);
            ids.put(piece.text(), id);
            this.pieces.put(piece.text(), id);
            scores[id] = piece.score();
            least = Math.min(least, piece.score());
        }
        this.vocabulary = Map.copyOf(ids);
        this.unknown = unknown;
        this.unknownScore = least - UNKNOWN_PENALTY;
        this.bytes = byteFallback ? CharacterSymbols.byteTokens(ids) : null;
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    @Override
    public int unknown() {
        return unknown;
    }

    @Override
    public void tokenize(char[] text, int start, int end, TokenBuffer tokens) {
        Lattice lattice = lattices.get();
        lattice.clear(end - start);
        int next;
        for (int i = start; i < end; i = next) {
            boolean pair = Character.isHighSurrogate(text[i]) && i + 1 < end && Character.isLowSurrogate(text[i + 1]);
            next = pair ? i + 2 : i + 1;
            double before = lattice.scores[i - start];
            boolean covered = false;
            int node = CharTrie.ROOT;
            for (int j = i; j < end; j++) {
                node = pieces.next(node, text[j]);
                if (node == CharTrie.NONE) {
                    break;
                }
                int id = pieces.value(node);
                if (id != CharTrie.NONE) {
                    lattice.offer(j + 1 - start, scores[id] + before, id, i - start);
                    covered |= j + 1 == next;
                }
                if (pieces.isLeaf(node)) {
                    break;
                }
            }
            if (!covered) {
                lattice.offer(next - start, unknownScore + before, unknown, i - start);
            }
        }
        collect(lattice, text, start, end, tokens);
    }

    private void collect(Lattice lattice, char[] text, int start, int end, TokenBuffer tokens) {
        int mark = tokens.size;
        int to = end - start;
        while (to > 0) {
            int id = lattice.ids[to];
            int from = lattice.starts[to];
            int stop = to;
            while (id == unknown && from > 0 && lattice.ids[from] == unknown) {
                from = lattice.starts[from];
            }
            if (id != unknown || !spelledInBytes(text, start + from, start + stop, tokens)) {
                tokens.add(id, start + from, start + stop);
            }
            to = from;
        }
        tokens.reverse(mark);
    }

    /** Adds the last byte first, since all is turned around in the end. */
    private boolean spelledInBytes(char[] text, int start, int end, TokenBuffer tokens) {
        if (bytes == null) {
            return false;
        }
        byte[] values = new String(text, start, end - start).getBytes(StandardCharsets.UTF_8);
        for (byte value : values) {
            if (bytes[value & 0xFF] == TokenBuffer.NONE) {
                return false;
            }
        }
        for (int i = values.length - 1; i >= 0; i--) {
            tokens.add(bytes[values[i] & 0xFF], start, end);
        }
        return true;
    }
}
