package io.joyul.tokenize;

import java.util.List;

/** The way back from tokens to text. Safe to share. */
sealed interface Decoder permits WordPieceDecoder {
    String decode(List<String> tokens);
}
