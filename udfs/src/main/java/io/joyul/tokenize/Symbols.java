package io.joyul.tokenize;

/** What a word of a byte-pair encoding is made of before anything is joined. Safe to share. */
sealed interface Symbols permits ByteSymbols, CharacterSymbols {
    /** Appends the symbols of the word in the units {@code [start, end)}. */
    void spell(char[] text, int start, int end, TokenBuffer tokens);
}
