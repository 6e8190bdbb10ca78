package io.joyul.mask;

/** What is hidden whole. */
public enum Unit {
    /** A token of the vocabulary. */
    TOKEN,
    /** All tokens between two white spaces: a word, in Korean an eojeol. */
    WORD,
    /** All tokens of a Korean morpheme. */
    MORPHEME
}
