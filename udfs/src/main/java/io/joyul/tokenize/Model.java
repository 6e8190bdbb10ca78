package io.joyul.tokenize;

import java.util.Map;

/** The third stage of a tokenizer: cuts a word into tokens of the vocabulary. Safe to share. */
sealed interface Model permits Bpe, Unigram, WordLevel, WordPiece {
    /** {@link #mark} of a model whose words can be cut nowhere. */
    char NO_MARK = 0;

    /** Appends the tokens of the word in the units {@code [start, end)}. */
    void tokenize(char[] text, int start, int end, TokenBuffer tokens);

    /** Every token with its id, added tokens not included. */
    Map<String, Integer> vocabulary();

    /** The token of what the vocabulary cannot spell, or {@link TokenBuffer#NONE}. */
    int unknown();

    /**
     * A unit before which a word may be cut in two without a change in its tokens, unless another one stands before it;
     * {@link #NO_MARK} where there is none. A whole text that is one word to the model can so be remembered by pieces.
     */
    default char mark() {
        return NO_MARK;
    }
}
