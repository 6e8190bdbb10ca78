package io.joyul.mask;

import java.io.Serializable;

/** Damages a text for an encoder-decoder that mends it; a pure function of the text and a seed. */
public sealed interface Denoising extends Serializable permits SentinelDenoising, Infilling {
    /**
     * Damages one text.
     *
     * @param text ids without special tokens, at least one; left as they are
     * @param seed the same one gives the same result
     */
    Denoised apply(int[] text, long seed);

    /** Checks the two numbers that every denoising has. */
    static void requireNoise(double share, double meanLength) {
        if (!(share > 0 && share <= 1 && meanLength >= 1)) {
            throw new IllegalArgumentException("noise over " + share + " of the tokens in spans of " + meanLength
                    + ": the share must be in (0, 1] and the mean length at least 1");
        }
    }
}
