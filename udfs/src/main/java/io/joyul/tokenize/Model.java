package io.joyul.tokenize;

import java.util.Map;

/** The third stage of a tokenizer: cuts a word into tokens of the vocabulary. Safe to share. */
sealed interface Model permits WordPiece {
    /** Appends the tokens of the word in the units {@code [start, end)}. */
    void tokenize(char[] text, int start, int end, TokenBuffer tokens);

    /** Every token with its id, added tokens not included. */
    Map<String, Integer> vocabulary();
}
