package io.joyul.config;

/**
 * Which rows are not worth training on. Exact duplicates within a split always go; all other rules are off unless they
 * are asked for.
 *
 * @param heldOut whether the rules also judge held-out rows, which makes figures incomparable with those of others
 * @param nearDuplicates whether of the rows of a split that are near each other only the first stays
 * @param samples rows that are kept as an example of each rule's work in each split
 * @param length bounds of the length
 * @param language what the texts are written in
 * @param gopher the rules of Gopher
 * @param c4 the rules of C4
 */
public record CleaningConfig(
        @Default("false") boolean heldOut,
        @Default("false") boolean nearDuplicates,
        @Default("5") @Within("[0, 100]") int samples,
        LengthConfig length,
        LanguageConfig language,
        GopherConfig gopher,
        C4Config c4) {}
