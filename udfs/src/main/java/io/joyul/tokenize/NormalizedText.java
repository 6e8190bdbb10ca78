package io.joyul.tokenize;

import java.util.Arrays;

/**
 * A piece of text on its way through the normalizer, in one growing buffer that is used again for the next piece. Where
 * offsets are wanted, each UTF-16 unit knows the code points of the original text that it came from.
 */
final class NormalizedText {
    private final Detail detail;
    char[] chars = new char[256];
    int length;
    private int[] starts = new int[0];
    private int[] ends = new int[0];

    NormalizedText(Detail detail) {
        this.detail = detail;
        reserve(0);
    }

    /** Takes over a text as it is. */
    void load(String text) {
        length = 0;
        reserve(text.length());
        text.getChars(0, text.length(), chars, 0);
        length = text.length();
        if (detail == Detail.IDS) {
            return;
        }
        int index = 0;
        for (int i = 0; i < length; i++) {
            starts[i] = index;
            ends[i] = index + 1;
            boolean pairGoesOn =
                    Character.isHighSurrogate(chars[i]) && i + 1 < length && Character.isLowSurrogate(chars[i + 1]);
            if (!pairGoesOn) {
                index++;
            }
        }
    }

    /** Makes room for {@code more} units beyond the present end. */
    void reserve(int more) {
        int needed = length + more;
        if (needed > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(needed, chars.length * 2));
        }
        if (detail == Detail.OFFSETS && starts.length < chars.length) {
            starts = Arrays.copyOf(starts, chars.length);
            ends = Arrays.copyOf(ends, chars.length);
        }
    }

    /** Appends a unit that comes from unit {@code index} of {@code source}. */
    void append(char unit, NormalizedText source, int index) {
        if (length >= chars.length) {
            reserve(1);
        }
        if (detail == Detail.OFFSETS) {
            starts[length] = source.starts[index];
            ends[length] = source.ends[index];
        }
        chars[length++] = unit;
    }

    /** Appends a text whose every unit comes from unit {@code index} of {@code source}. */
    void append(String text, NormalizedText source, int index) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i), source, index);
        }
    }

    /** Appends the units {@code [from, to)} of {@code source} as they are. */
    void append(NormalizedText source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source.chars, from, chars, length, to - from);
        placed(source, from, to);
    }

    /** Says that the units written behind the end come, one each, from the units {@code [from, to)} of {@code source}. */
    void placed(NormalizedText source, int from, int to) {
        if (detail == Detail.OFFSETS) {
            System.arraycopy(source.starts, from, starts, length, to - from);
            System.arraycopy(source.ends, from, ends, length, to - from);
        }
        length += to - from;
    }

    boolean keepsOffsets() {
        return detail == Detail.OFFSETS;
    }

    /** Whether a unit stands at the beginning of the original text; without offsets, for the text as it was loaded. */
    boolean beginsOriginal(int index) {
        return keepsOffsets() ? starts[index] == 0 : index == 0;
    }

    /** The code point of the original text at which a unit begins. */
    int originalStart(int index) {
        return starts[index];
    }

    /** The code point of the original text before which a unit ends. */
    int originalEnd(int index) {
        return ends[index];
    }

    /** The unit after the code point at {@code index}. */
    int next(int index) {
        return index + Character.charCount(codePointAt(index));
    }

    /** The code point at {@code index}; a lone surrogate reads as the replacement character. */
    int codePointAt(int index) {
        char unit = chars[index];
        if (!Character.isSurrogate(unit)) {
            return unit;
        }
        boolean pair =
                Character.isHighSurrogate(unit) && index + 1 < length && Character.isLowSurrogate(chars[index + 1]);
        return pair ? Character.toCodePoint(unit, chars[index + 1]) : 0xFFFD;
    }
}
