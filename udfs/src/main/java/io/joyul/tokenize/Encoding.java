package io.joyul.tokenize;

import java.util.Arrays;
import java.util.List;

/**
 * A tokenised text. All arrays are as long as {@code ids}.
 *
 * @param typeIds the segment of each token, as its model wants it: BERT's has 1 for the second of two texts, RoBERTa's 0 for
 *     both
 * @param sequenceIds the text that a token is of: 0 for the first, 1 for the second, {@link #NO_SEQUENCE} for tokens that
 *     the tokenizer put in
 * @param starts the code point of its text at which a token begins; 0 for tokens that stand for no text
 * @param ends the code point of its text before which a token ends
 * @param wordIds the word of its text, counted from 0, that a token is part of, or {@link #NO_WORD}
 * @param attentionMask 1 for tokens, 0 for padding
 * @param specialTokensMask 1 for tokens that the tokenizer put in, padding included
 * @param overflowing the windows that truncation cut off, each a whole encoding of its own
 */
public record Encoding(
        int[] ids,
        int[] typeIds,
        int[] sequenceIds,
        int[] starts,
        int[] ends,
        int[] wordIds,
        int[] attentionMask,
        int[] specialTokensMask,
        List<Encoding> overflowing) {
    /** The word of tokens that stand for no text. */
    public static final int NO_WORD = -1;

    /** The text of tokens that the tokenizer put in. */
    public static final int NO_SEQUENCE = -1;

    public Encoding {
        overflowing = List.copyOf(overflowing);
    }

    /** The number of tokens. */
    public int length() {
        return ids.length;
    }

    /** So many tokens to be filled in, all of them attended to. */
    static Encoding empty(int length) {
        return new Encoding(
                new int[length],
                new int[length],
                new int[length],
                new int[length],
                new int[length],
                new int[length],
                filled(length, 1),
                new int[length],
                List.of());
    }

    static Encoding ofTokens(TokenBuffer tokens) {
        int size = tokens.size;
        return new Encoding(
                Arrays.copyOf(tokens.ids, size),
                new int[size],
                new int[size],
                Arrays.copyOf(tokens.starts, size),
                Arrays.copyOf(tokens.ends, size),
                Arrays.copyOf(tokens.words, size),
                filled(size, 1),
                new int[size],
                List.of());
    }

    /** The same special token {@code length} times over, standing for no text. */
    static Encoding ofSpecial(int id, int typeId, int length, int attention) {
        return new Encoding(
                filled(length, id),
                filled(length, typeId),
                filled(length, NO_SEQUENCE),
                new int[length],
                new int[length],
                filled(length, NO_WORD),
                filled(length, attention),
                filled(length, 1),
                List.of());
    }

    /** The same as one of two texts and of another segment, what overflowed included. */
    Encoding as(int sequenceId, int typeId) {
        return new Encoding(
                ids,
                filled(length(), typeId),
                filled(length(), sequenceId),
                starts,
                ends,
                wordIds,
                attentionMask,
                specialTokensMask,
                overflowing.stream()
                        .map(window -> window.as(sequenceId, typeId))
                        .toList());
    }

    Encoding withOverflowing(List<Encoding> windows) {
        return new Encoding(
                ids, typeIds, sequenceIds, starts, ends, wordIds, attentionMask, specialTokensMask, windows);
    }

    /** The tokens {@code [from, to)}, without what overflowed. */
    Encoding slice(int from, int to) {
        return new Encoding(
                Arrays.copyOfRange(ids, from, to),
                Arrays.copyOfRange(typeIds, from, to),
                Arrays.copyOfRange(sequenceIds, from, to),
                Arrays.copyOfRange(starts, from, to),
                Arrays.copyOfRange(ends, from, to),
                Arrays.copyOfRange(wordIds, from, to),
                Arrays.copyOfRange(attentionMask, from, to),
                Arrays.copyOfRange(specialTokensMask, from, to),
                List.of());
    }

    /** This one followed by another, without what overflowed. */
    Encoding followedBy(Encoding next) {
        return new Encoding(
                joined(ids, next.ids),
                joined(typeIds, next.typeIds),
                joined(sequenceIds, next.sequenceIds),
                joined(starts, next.starts),
                joined(ends, next.ends),
                joined(wordIds, next.wordIds),
                joined(attentionMask, next.attentionMask),
                joined(specialTokensMask, next.specialTokensMask),
                List.of());
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static int[] filled(int length, int value) {
        int[] array = new int[length];
        Arrays.fill(array, value);
        return array;
    }
}
