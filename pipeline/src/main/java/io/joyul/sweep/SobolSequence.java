package io.joyul.sweep;

/**
 * The points of Sobol's sequence (Sobol' 1967, https://doi.org/10.1016/0041-5553(67)90144-9), in the order of the Gray
 * code (Antonov and Saleev 1979), with the direction numbers of Joe and Kuo 2008 (https://doi.org/10.1137/070709359).
 */
final class SobolSequence {
    /** Bits of a coordinate. */
    static final int BITS = 30;

    /** Primitive polynomials over the field of two elements, with their leading and last coefficients. */
    private static final int[] POLYNOMIALS = {
        1, 3, 7, 11, 13, 19, 25, 37, 41, 47, 55, 59, 61, 67, 91, 97, 103, 109, 115, 131, 137, 143, 145, 157, 167, 171,
        185, 191, 193, 203, 211, 213
    };

    private static final int[][] INITIAL = {
        {1},
        {1},
        {1, 3},
        {1, 3, 1},
        {1, 1, 1},
        {1, 1, 3, 3},
        {1, 3, 5, 13},
        {1, 1, 5, 5, 17},
        {1, 1, 5, 5, 5},
        {1, 1, 7, 11, 19},
        {1, 1, 5, 1, 1},
        {1, 1, 1, 3, 11},
        {1, 3, 5, 5, 31},
        {1, 3, 3, 9, 7, 49},
        {1, 1, 1, 15, 21, 21},
        {1, 3, 1, 13, 27, 49},
        {1, 1, 1, 15, 7, 5},
        {1, 3, 1, 15, 13, 25},
        {1, 1, 5, 5, 19, 61},
        {1, 3, 7, 11, 23, 15, 103},
        {1, 3, 7, 13, 13, 15, 69},
        {1, 1, 3, 13, 7, 35, 63},
        {1, 3, 5, 9, 1, 25, 53},
        {1, 3, 1, 13, 9, 35, 107},
        {1, 3, 1, 5, 27, 61, 31},
        {1, 1, 5, 11, 19, 41, 61},
        {1, 3, 5, 3, 3, 13, 69},
        {1, 1, 7, 13, 1, 19, 1},
        {1, 3, 7, 5, 13, 19, 59},
        {1, 1, 3, 9, 25, 29, 41},
        {1, 3, 5, 13, 23, 1, 55},
        {1, 3, 7, 3, 13, 59, 17}
    };

    /** Dimensions that there are numbers for. */
    static final int MOST_DIMENSIONS = POLYNOMIALS.length;

    private SobolSequence() {}

    /** The bits of one coordinate of a point. */
    static int bits(int dimension, int index) {
        int[] directions = directions(dimension);
        int gray = index ^ (index >>> 1);
        int bits = 0;
        for (int bit = 0; bit < BITS; bit++) {
            if ((gray >>> bit & 1) == 1) {
                bits ^= directions[bit];
            }
        }
        return bits;
    }

    private static int[] directions(int dimension) {
        int[] directions = new int[BITS];
        int[] initial = INITIAL[dimension];
        int degree = dimension == 0 ? 0 : Integer.SIZE - 1 - Integer.numberOfLeadingZeros(POLYNOMIALS[dimension]);
        for (int bit = 0; bit < BITS; bit++) {
            if (dimension == 0) {
                directions[bit] = 1 << (BITS - 1 - bit);
            } else if (bit < degree) {
                directions[bit] = initial[bit] << (BITS - 1 - bit);
            } else {
                directions[bit] = next(directions, bit, degree, POLYNOMIALS[dimension]);
            }
        }
        return directions;
    }

    private static int next(int[] directions, int bit, int degree, int polynomial) {
        int next = directions[bit - degree] ^ (directions[bit - degree] >>> degree);
        for (int back = 1; back < degree; back++) {
            if ((polynomial >>> (degree - back) & 1) == 1) {
                next ^= directions[bit - back];
            }
        }
        return next;
    }
}
