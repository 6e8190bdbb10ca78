package io.joyul.sweep;

import java.util.SplittableRandom;

/** Random numbers that belong to a trial, whenever they are drawn. */
final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Draws() {}

    static SplittableRandom of(long seed, long trial) {
        // Two rounds apart, so that neighbouring seeds and trials have nothing in common.
        return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ ((trial + 1) * GOLDEN));
    }
}
