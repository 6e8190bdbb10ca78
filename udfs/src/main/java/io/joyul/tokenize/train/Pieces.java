package io.joyul.tokenize.train;

import java.util.Arrays;

/**
 * The pieces of a unigram model and where they stand in the words that it learns from. Pieces that begin at one place
 * begin with each other, so each place knows the longest and each piece the next shorter one: no word is ever searched
 * for pieces. The first pieces are the symbols of the alphabet, which are never taken out.
 */
final class Pieces {
    static final int NONE = -1;

    final int symbols;
    /** Symbol + 1 by place; words end with a 0. */
    final int[] text;
    /** By place, the longest piece that begins there. */
    private final int[] longest;
    /** By piece, the next shorter one that it begins with; {@link #NONE} for a symbol. */
    private int[] shorter;

    private int[] lengths;
    private int[] places;
    private int size;

    private Pieces(int symbols, int[] text, int size) {
        this.symbols = symbols;
        this.text = text;
        this.longest = new int[text.length];
        this.shorter = new int[size];
        this.lengths = new int[size];
        this.places = new int[size];
        this.size = size;
    }

    /** A set of pieces with the weight that each starts with. */
    record Seeds(Pieces pieces, double[] weights) {}

    /**
     * The symbols and the repeated substrings that cover most of the words.
     *
     * @param symbolCounts how often each symbol was seen
     * @param maxLength symbols that a piece may have
     * @param limit pieces beside the symbols
     */
    static Seeds seeds(int[] text, long[] symbolCounts, int maxLength, int limit) {
        int symbols = symbolCounts.length;
        RepeatedSubstrings substrings = RepeatedSubstrings.of(text, text.length, symbols, maxLength);
        int[] best = substrings.best(maxLength, limit);
        Pieces pieces = new Pieces(symbols, text, symbols + best.length);
        double[] weights = new double[pieces.size];
        for (int symbol = 0; symbol < symbols; symbol++) {
            weights[symbol] = symbolCounts[symbol];
        }
        int[] pieceOf = new int[substrings.size()];
        Arrays.fill(pieceOf, NONE);
        for (int i = 0; i < best.length; i++) {
            int piece = symbols + i;
            pieceOf[best[i]] = piece;
            pieces.lengths[piece] = substrings.length(best[i]);
            pieces.places[piece] = substrings.place(best[i]);
            weights[piece] = substrings.cover(best[i]);
        }
        pieces.link(substrings, pieceOf, best);
        return new Seeds(pieces, weights);
    }

    private void link(RepeatedSubstrings substrings, int[] pieceOf, int[] best) {
        substrings.visitPlaces((place, node) -> {
            int symbol = text[place] - 1;
            places[symbol] = place;
            longest[place] = pieceAt(substrings, pieceOf, node, symbol);
        });
        Arrays.fill(shorter, 0, symbols, NONE);
        Arrays.fill(lengths, 0, symbols, 1);
        for (int node : best) {
            int piece = pieceOf[node];
            shorter[piece] = pieceAt(substrings, pieceOf, substrings.parent(node), text[places[piece]] - 1);
        }
    }

    private static int pieceAt(RepeatedSubstrings substrings, int[] pieceOf, int node, int symbol) {
        int at = node;
        while (at != 0 && pieceOf[at] == NONE) {
            at = substrings.parent(at);
        }
        return at == 0 ? symbol : pieceOf[at];
    }

    int size() {
        return size;
    }

    /** How many symbols a piece has. */
    int length(int piece) {
        return lengths[piece];
    }

    /** A place in the text where the piece stands. */
    int place(int piece) {
        return places[piece];
    }

    int longest(int place) {
        return longest[place];
    }

    int shorter(int piece) {
        return shorter[piece];
    }

    /**
     * Keeps these pieces, which get the numbers of their order.
     *
     * @param kept begins with all symbols
     */
    void keep(int[] kept) {
        int[] numbers = new int[size];
        Arrays.fill(numbers, NONE);
        for (int i = 0; i < kept.length; i++) {
            numbers[kept[i]] = i;
        }
        int[] nearest = new int[size];
        for (int piece = 0; piece < size; piece++) {
            int at = piece;
            while (numbers[at] == NONE) {
                at = shorter[at];
            }
            nearest[piece] = numbers[at];
        }
        for (int place = 0; place < text.length; place++) {
            if (text[place] != 0) {
                longest[place] = nearest[longest[place]];
            }
        }
        int[] keptShorter = new int[kept.length];
        int[] keptLengths = new int[kept.length];
        int[] keptPlaces = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptShorter[i] = shorter[kept[i]] == NONE ? NONE : nearest[shorter[kept[i]]];
            keptLengths[i] = lengths[kept[i]];
            keptPlaces[i] = places[kept[i]];
        }
        shorter = keptShorter;
        lengths = keptLengths;
        places = keptPlaces;
        size = kept.length;
    }
}
