package io.joyul.example;

import io.joyul.tokenize.Encoding;

/** Tokens of a text that the vocabulary can spell, and those that it cannot. */
record TokenCounts(int ordinary, int unknown) {
    TokenCounts plus(TokenCounts more) {
        return new TokenCounts(ordinary + more.ordinary, unknown + more.unknown);
    }

    boolean none() {
        return ordinary + unknown == 0;
    }

    /** Of one encoding, without what overflowed. */
    static TokenCounts of(Encoding encoding, int unknownId) {
        int ordinary = 0;
        int unknown = 0;
        for (int i = 0; i < encoding.length(); i++) {
            if (encoding.specialTokensMask()[i] == 0) {
                if (encoding.ids()[i] == unknownId) {
                    unknown++;
                } else {
                    ordinary++;
                }
            }
        }
        return new TokenCounts(ordinary, unknown);
    }
}
