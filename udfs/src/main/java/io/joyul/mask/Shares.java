package io.joyul.mask;

/** Checks shares of a whole. */
final class Shares {
    private Shares() {}

    static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("masking " + probability + " of the tokens is no share of a whole");
        }
    }
}
