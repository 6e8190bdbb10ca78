package io.joyul.tokenize;

/** How much one pass over a text keeps. */
enum Detail {
    /** Token ids alone: the fast path. */
    IDS,
    /** Token ids with the place in the original text that each came from. */
    OFFSETS
}
