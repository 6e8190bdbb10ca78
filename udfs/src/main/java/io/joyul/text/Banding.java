package io.joyul.text;

import java.io.Serializable;

/**
 * How a MinHash signature is cut into bands. Two texts are candidates for near-duplicates when any band of theirs is
 * equal, which for a similarity {@code s} happens with probability {@code 1 − (1 − s^rows)^bands} (Leskovec, Rajaraman
 * and Ullman, Mining of Massive Datasets, 3.4).
 *
 * @param bands at least 1
 * @param rows hashes in a band, at least 1
 */
public record Banding(int bands, int rows) implements Serializable {
    /** The probability with which two texts of just the wanted similarity are to meet in a band. */
    private static final double WANTED_RECALL = 0.98;

    public Banding {
        if (bands < 1 || rows < 1) {
            throw new IllegalArgumentException("no signature has " + bands + " bands of " + rows + " rows");
        }
    }

    /**
     * The banding that lets the fewest dissimilar pairs through, while two texts of the wanted similarity meet with a
     * probability of at least 0.98; single rows where no banding reaches that.
     *
     * @param similarity of the shingles, in (0, 1]
     * @param hashes to make do with, at least 1
     */
    public static Banding forSimilarity(double similarity, int hashes) {
        for (int rows = hashes; rows > 1; rows--) {
            Banding banding = new Banding(hashes / rows, rows);
            if (banding.probability(similarity) >= WANTED_RECALL) {
                return banding;
            }
        }
        return new Banding(hashes, 1);
    }

    /** The probability that two texts whose shingles have a similarity in [0, 1] meet in a band. */
    public double probability(double similarity) {
        return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
    }

    /** Hashes that a signature needs. */
    public int hashes() {
        return bands * rows;
    }
}
