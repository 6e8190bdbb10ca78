package io.joyul.preprocess;

import java.util.Locale;

/** Why a sound row is not kept, beside the quality rules, which bear names of their own. */
public enum DropRule {
    /** Nothing is left of the text after normalisation. */
    EMPTY,
    /** The same text stands in the same split under a lower id. */
    DUPLICATE,
    /** Shares most of its shingles with a row of the same split that comes before it. */
    NEAR_DUPLICATE,
    /** A text to train on that the dev split has too, exactly or nearly. */
    LEAKS_INTO_DEV,
    /** A text to train on that the test split has too, exactly or nearly. */
    LEAKS_INTO_TEST,
    /** The tokenizer finds no token in the text. */
    NO_TOKENS,
    /** Nothing is left to learn once the example is cut to the length allowed. */
    NO_TARGET,
    /** The tokens of an answer do not give the answer back. */
    ANSWER_LOST;

    /** The rule by which a row goes whose text this held-out split has. */
    static DropRule leakInto(Split heldOut) {
        return switch (heldOut) {
            case DEV -> LEAKS_INTO_DEV;
            case TEST -> LEAKS_INTO_TEST;
            case TRAIN, PRETRAIN_TEXT -> throw new IllegalArgumentException(heldOut + " is not held out");
        };
    }

    /** Whether a label is that of a leak. */
    static boolean isLeak(String label) {
        return label.equals(LEAKS_INTO_DEV.label()) || label.equals(LEAKS_INTO_TEST.label());
    }

    /** The name in figures, such as {@code no-tokens}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
