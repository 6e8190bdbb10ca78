package io.joyul.tokenize;

import java.util.List;

/** The way back from tokens to text. Safe to share. */
interface Decoder {
    /** Rewrites the tokens of a text; joined without anything between them, those of the last decoder are the text. */
    List<String> decode(List<String> tokens);
}
