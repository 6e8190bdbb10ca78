package io.joyul.tokenize;

/** The first stage of a tokenizer: rewrites characters, keeping track of where they came from. Safe to share. */
sealed interface Normalizer permits CodePointMap, UnicodeNormalizer, Strip, Replace, Prepend, Precompiled {
    /** Writes the normal form of the units {@code [from, to)} to {@code target}, whose old content is lost. */
    void normalize(NormalizedText source, int from, int to, NormalizedText target);

    /** Whether it surely leaves the units {@code [from, to)} as they are, so that nothing need be written. */
    default boolean keeps(NormalizedText source, int from, int to) {
        return false;
    }
}
