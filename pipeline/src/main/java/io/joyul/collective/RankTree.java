package io.joyul.collective;

/** The binary tree in which ranks add up where the order counts. */
final class RankTree {
    private RankTree() {}

    static void requirePowerOfTwo(int ranks) {
        if (Integer.bitCount(ranks) != 1) {
            throw new IllegalArgumentException(
                    "a binary tree needs a power of two of ranks, and the group has " + ranks);
        }
    }
}
