package io.joyul.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The characters of a word, as SentencePiece's and the first byte-pair encodings have them. */
final class CharacterSymbols implements Symbols {
    private final Map<String, Integer> vocabulary;
    private final Spelling spelling;
    /** The ids of the basic plane's characters within a word that has neither prefix nor suffix. */
    private final int[] plain = new int[0x10000];

    private final int @Nullable [] bytes;

    /**
     * How symbols are written in the vocabulary.
     *
     * @param prefix stands before every symbol but the first
     * @param suffix stands after the last
     * @param unknown the token of characters that the vocabulary lacks, or {@link TokenBuffer#NONE}: they are left out
     * @param fuseUnknown whether unknown characters side by side are one token
     * @param byteFallback whether an unknown character is spelt in bytes, where the vocabulary has them all
     */
    record Spelling(String prefix, String suffix, int unknown, boolean fuseUnknown, boolean byteFallback) {}

    CharacterSymbols(Map<String, Integer> vocabulary, Spelling spelling) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.spelling = spelling;
        for (int unit = 0; unit < plain.length; unit++) {
            plain[unit] = id(String.valueOf((char) unit));
        }
        this.bytes = spelling.byteFallback() ? byteTokens(vocabulary) : null;
    }

    private int id(String symbol) {
        return vocabulary.getOrDefault(symbol, TokenBuffer.NONE);
    }

    /** The tokens {@code <0x00>} to {@code <0xFF>}, {@link TokenBuffer#NONE} where one is missing. */
    static int[] byteTokens(Map<String, Integer> vocabulary) {
        int[] tokens = new int[256];
        for (int value = 0; value < tokens.length; value++) {
            tokens[value] = vocabulary.getOrDefault("<0x%02X>".formatted(value), TokenBuffer.NONE);
        }
        return tokens;
    }

    @Override
    public void spell(char[] text, int start, int end, TokenBuffer tokens) {
        boolean decorated = !spelling.prefix().isEmpty() || !spelling.suffix().isEmpty();
        boolean afterUnknown = false;
        int next;
        for (int i = start; i < end; i = next) {
            boolean pair = Character.isHighSurrogate(text[i]) && i + 1 < end && Character.isLowSurrogate(text[i + 1]);
            next = pair ? i + 2 : i + 1;
            int id = decorated || pair ? id(symbol(text, i, next, start, end)) : plain[text[i]];
            if (id != TokenBuffer.NONE) {
                tokens.add(id, i, next);
                afterUnknown = false;
            } else if (!spelledInBytes(symbol(text, i, next, start, end), i, next, tokens)) {
                if (spelling.fuseUnknown() && afterUnknown) {
                    tokens.ends[tokens.size - 1] = next;
                } else if (spelling.unknown() != TokenBuffer.NONE) {
                    tokens.add(spelling.unknown(), i, next);
                    afterUnknown = true;
                }
            }
        }
    }

    private String symbol(char[] text, int from, int to, int start, int end) {
        String symbol = new String(text, from, to - from);
        if (from > start) {
            symbol = spelling.prefix() + symbol;
        }
        return to == end ? symbol + spelling.suffix() : symbol;
    }

    private boolean spelledInBytes(String symbol, int start, int end, TokenBuffer tokens) {
        if (bytes == null) {
            return false;
        }
        byte[] values = symbol.getBytes(StandardCharsets.UTF_8);
        for (byte value : values) {
            if (bytes[value & 0xFF] == TokenBuffer.NONE) {
                return false;
            }
        }
        for (byte value : values) {
            tokens.add(bytes[value & 0xFF], start, end);
        }
        return true;
    }
}
