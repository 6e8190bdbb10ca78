package io.joyul.tokenize;

/** Lower case by code point, with the letters that Unicode got after Java 17's version 13. */
final class LowerCase {
    private static final int FIRST_NEWER = 0x1C89;
    private static final int[][] NEWER_RANGES = {
        // first, last, distance to the lower-case letter
        {0x10570, 0x1057A, 0x27}, {0x1057C, 0x1058A, 0x27}, {0x1058C, 0x10592, 0x27}, {0x10594, 0x10595, 0x27},
        {0x10D50, 0x10D65, 0x20}, {0x16EA0, 0x16EB8, 0x1B}, {0x2C2F, 0x2C2F, 0x30}, {0x1C89, 0x1C89, 1},
        {0xA7C0, 0xA7C0, 1}, {0xA7CC, 0xA7CC, 1}, {0xA7CE, 0xA7CE, 1}, {0xA7D0, 0xA7D0, 1},
        {0xA7D2, 0xA7D2, 1}, {0xA7D4, 0xA7D4, 1}, {0xA7D6, 0xA7D6, 1}, {0xA7D8, 0xA7D8, 1},
        {0xA7DA, 0xA7DA, 1}, {0xA7CB, 0xA7CB, 0x264 - 0xA7CB}, {0xA7DC, 0xA7DC, 0x19B - 0xA7DC},
    };

    private LowerCase() {}

    /** Lower case as a text: the one letter that becomes two is the dotted capital I. */
    static String text(int codePoint) {
        return codePoint == 0x130 ? "i\u0307" : Character.toString(of(codePoint));
    }

    static int of(int codePoint) {
        if (codePoint >= FIRST_NEWER) {
            for (int[] range : NEWER_RANGES) {
                if (codePoint >= range[0] && codePoint <= range[1]) {
                    return codePoint + range[2];
                }
            }
        }
        return Character.toLowerCase(codePoint);
    }
}
