package io.joyul.text;

import java.io.Serializable;
import java.util.Arrays;

/**
 * MinHash signatures (Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900): the share of places in which two
 * signatures agree estimates Jaccard's similarity of the shingles, with a standard error of about
 * {@code sqrt(s (1 − s) / hashes)}.
 *
 * <p>A place holds the least of the shingles' hashes under a function of its own, a random multiple and sum modulo 2⁶⁴ of
 * which the upper half counts. The functions are fixed: a text has the same signature on every machine, for ever, and a
 * shorter signature is the beginning of a longer one.
 */
public final class MinHash implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final Shingling shingling;
    private final long[] factors;
    private final long[] summands;

    /**
     * @param hashes places in a signature, at least 1
     */
    public MinHash(Shingling shingling, int hashes) {
        if (hashes < 1) {
            throw new IllegalArgumentException("a signature has at least 1 hash, but was to have " + hashes);
        }
        this.shingling = shingling;
        this.factors = new long[hashes];
        this.summands = new long[hashes];
        for (int i = 0; i < hashes; i++) {
            factors[i] = Shingling.mixed((2L * i + 1) * STEP) | 1;
            summands[i] = Shingling.mixed((2L * i + 2) * STEP);
        }
    }

    /** The signature of a text; one without shingles has the greatest value everywhere. */
    public int[] signature(String text) {
        int[] signature = new int[factors.length];
        Arrays.fill(signature, Integer.MAX_VALUE);
        for (long hash : shingling.hashes(text)) {
            for (int i = 0; i < signature.length; i++) {
                signature[i] = Math.min(signature[i], (int) ((hash * factors[i] + summands[i]) >>> 32));
            }
        }
        return signature;
    }

    /**
     * What two signatures say of the similarity of their texts, in [0, 1].
     *
     * @throws IllegalArgumentException when one is longer than the other
     */
    public static double similarity(int[] left, int[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException(
                    "signatures of " + left.length + " and " + right.length + " hashes cannot be compared");
        }
        int equal = 0;
        for (int i = 0; i < left.length; i++) {
            equal += left[i] == right[i] ? 1 : 0;
        }
        return left.length == 0 ? 1 : (double) equal / left.length;
    }

    /**
     * A hash for each band of a signature, different bands apart: texts that share one are candidates.
     *
     * @throws IllegalArgumentException when the signature is too short
     */
    public static long[] bands(int[] signature, Banding banding) {
        if (signature.length < banding.hashes()) {
            throw new IllegalArgumentException(
                    banding + " needs " + banding.hashes() + " hashes, but the signature has " + signature.length);
        }
        long[] bands = new long[banding.bands()];
        int place = 0;
        for (int band = 0; band < bands.length; band++) {
            long hash = (band + 1) * STEP;
            for (int row = 0; row < banding.rows(); row++) {
                hash = Shingling.mixed(hash ^ signature[place++]);
            }
            bands[band] = hash;
        }
        return bands;
    }
}
