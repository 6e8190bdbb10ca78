package io.joyul.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The bytes of a word in UTF-8, each under the printable character that GPT-2 gives it (Radford et al. 2019). Every byte
 * of a character stands for the whole of it.
 */
final class ByteSymbols implements Symbols {
    private static final String ALPHABET = alphabet();

    private final int[] ids = new int[256];

    /** @param unknown the token of bytes that the vocabulary lacks, or {@link TokenBuffer#NONE}: they are left out */
    ByteSymbols(Map<String, Integer> vocabulary, int unknown) {
        for (int value = 0; value < ids.length; value++) {
            ids[value] = vocabulary.getOrDefault(String.valueOf(character(value)), unknown);
        }
    }

    /** The character that a byte, from 0 to 255, is written as in a vocabulary. */
    static char character(int value) {
        return ALPHABET.charAt(value);
    }

    /** The byte that a character of a vocabulary stands for, or −1. */
    static int value(char character) {
        return ALPHABET.indexOf(character);
    }

    /** What a token of the vocabulary stands for; bytes that are no UTF-8 become replacement characters. */
    static String text(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) value(token.charAt(i));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Printable bytes are themselves; the others are counted on from U+0100. */
    private static String alphabet() {
        StringBuilder alphabet = new StringBuilder();
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            alphabet.append(printable ? (char) value : next++);
        }
        return alphabet.toString();
    }

    @Override
    public void spell(char[] text, int start, int end, TokenBuffer tokens) {
        tokens.reserve((end - start) * 3);
        int next;
        for (int i = start; i < end; i = next) {
            next = i + 1;
            int codePoint = text[i];
            if (Character.isSurrogate(text[i])) {
                codePoint = Character.codePointAt(text, i, end);
                next = i + Character.charCount(codePoint);
                codePoint = codePoint <= 0xFFFF ? 0xFFFD : codePoint;
            }
            if (codePoint < 0x80) {
                add(codePoint, i, next, tokens);
            } else if (codePoint < 0x800) {
                add(0xC0 | codePoint >> 6, i, next, tokens);
                add(0x80 | codePoint & 0x3F, i, next, tokens);
            } else if (codePoint < 0x10000) {
                add(0xE0 | codePoint >> 12, i, next, tokens);
                add(0x80 | codePoint >> 6 & 0x3F, i, next, tokens);
                add(0x80 | codePoint & 0x3F, i, next, tokens);
            } else {
                add(0xF0 | codePoint >> 18, i, next, tokens);
                add(0x80 | codePoint >> 12 & 0x3F, i, next, tokens);
                add(0x80 | codePoint >> 6 & 0x3F, i, next, tokens);
                add(0x80 | codePoint & 0x3F, i, next, tokens);
            }
        }
    }

    private void add(int value, int start, int end, TokenBuffer tokens) {
        if (ids[value] != TokenBuffer.NONE) {
            tokens.add(ids[value], start, end);
        }
    }
}
