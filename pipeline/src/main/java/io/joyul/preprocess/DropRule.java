package io.joyul.preprocess;

import java.util.Locale;

/** Why a sound row is not kept. */
public enum DropRule {
    /** Nothing is left of the text after normalisation. */
    EMPTY,
    /** The same text stands in the same split under a lower id. */
    DUPLICATE,
    /** A text to train on that a held-out split has too. */
    LEAK,
    /** The tokenizer finds no token in the text. */
    NO_TOKENS,
    /** Nothing is left to learn once the example is cut to the length allowed. */
    NO_TARGET,
    /** The tokens of an answer do not give the answer back. */
    ANSWER_LOST;

    /** The name in figures, such as {@code no-tokens}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
