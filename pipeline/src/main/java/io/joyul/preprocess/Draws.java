package io.joyul.preprocess;

/** Numbers that look random and depend on nothing but a seed and an id. */
public final class Draws {
    private Draws() {}

    /**
     * A number for one row: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, https://doi.org/10.1145/2660193.2660195)
     * over both. For one seed, different ids give different numbers.
     */
    public static long of(long seed, long id) {
        return mix(mix(seed + 0x9E3779B97F4A7C15L) ^ id);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
