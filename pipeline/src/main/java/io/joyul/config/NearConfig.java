package io.joyul.config;

/**
 * When two rows are near-duplicates: each text of the one shares at least so many of its shingles with its counterpart in
 * the other. Pairs are found by MinHash (Broder 1997) and then compared in full.
 *
 * @param similarity Jaccard's, in (0, 1], from which two texts are near
 * @param shingle what a shingle is made of
 * @param shingleLength characters or words in a shingle
 * @param hashes in a signature; more of them miss fewer pairs and cost more time
 */
public record NearConfig(
        @Default("0.8") @Within("(0, 1]") double similarity,
        @Default("characters") Shingle shingle,
        @Default("5") @Within("[1, 100]") int shingleLength,
        @Default("128") @Within("[8, 1024]") int hashes) {

    /** What a shingle is made of. */
    public enum Shingle {
        CHARACTERS,
        WORDS
    }
}
