package io.joyul.tokenize;

import java.util.Map;

/**
 * White space out of the offsets of tokens that carry it, as {@code trim_offsets} asks.
 *
 * @param prefixSpace whether the first token's first space may have been put in, and so takes no place in the text
 * @param leading white space characters that each token begins with, by id
 * @param trailing white space characters that each token ends with, by id
 */
record OffsetTrimming(boolean prefixSpace, int[] leading, int[] trailing) {
    static OffsetTrimming of(boolean prefixSpace, Map<String, Integer> ids) {
        int size = 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        int[] leading = new int[size];
        int[] trailing = new int[size];
        ids.forEach((token, id) -> {
            int length = token.length();
            while (leading[id] < length && space(token.charAt(leading[id]))) {
                leading[id]++;
            }
            while (trailing[id] < length && space(token.charAt(length - 1 - trailing[id]))) {
                trailing[id]++;
            }
        });
        return new OffsetTrimming(prefixSpace, leading, trailing);
    }

    private static boolean space(char unit) {
        return unit == ByteSymbols.character(' ') || BertCharacters.whitespace(unit);
    }

    /** Where the units {@code [start, end)} begin without their white space. */
    int start(NormalizedText text, int start, int end) {
        int from = start;
        while (from < end && BertCharacters.whitespace(text.chars[from])) {
            from++;
        }
        return from > start && prefixSpace && text.beginsOriginal(start) ? from - 1 : from;
    }

    /** Where they end without it. */
    static int end(NormalizedText text, int start, int end) {
        int to = end;
        while (to > start && BertCharacters.whitespace(text.chars[to - 1])) {
            to--;
        }
        return to;
    }

    /** Trims the tokens of one window in place. */
    void trim(int[] ids, int[] starts, int[] ends) {
        for (int i = 0; i < ids.length; i++) {
            int first = leading[ids[i]];
            if (first > 0 && prefixSpace && (i == 0 || starts[i] == 0)) {
                first--;
            }
            starts[i] = Math.min(starts[i] + first, ends[i]);
            int last = trailing[ids[i]];
            if (last > 0 && ends[i] >= last) {
                ends[i] = Math.max(ends[i] - last, starts[i]);
            }
        }
    }
}
