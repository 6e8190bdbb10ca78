package io.joyul.text;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Cuts a text into overlapping pieces, its shingles, each known by a 64-bit hash. Two texts are alike when they share
 * most of them (Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900).
 *
 * <p>Letter case, punctuation and the kind of white space do not count: the shingles are cut from the letters, digits and
 * combining marks of the text, with one space for whatever stands between them. A text without any is taken as it is, and
 * one that is shorter than a shingle is one shingle. The hashes are the same on every machine, for ever.
 *
 * @param unit what a shingle is made of
 * @param length units in a shingle, at least 1
 */
public record Shingling(Unit unit, int length) implements Serializable {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** What a shingle is made of. */
    public enum Unit {
        /** UTF-16 units, the single spaces between words among them. */
        CHARACTERS,
        WORDS
    }

    public Shingling {
        if (length < 1) {
            throw new IllegalArgumentException("a shingle has at least 1 unit, but was to have " + length);
        }
    }

    /** The hashes of the shingles in the order of the text, repetitions included; none of a text without units. */
    public long[] hashes(String text) {
        char[] letters = new char[text.length()];
        int size = letters(text, letters);
        if (size == 0) {
            text.getChars(0, text.length(), letters, 0);
            size = text.length();
        }
        if (size == 0) {
            return new long[0];
        }
        return switch (unit) {
            case CHARACTERS -> windows(characters(letters, size));
            case WORDS -> windows(words(letters, size));
        };
    }

    /** The different hashes of the shingles in rising order, as {@link #similarity} wants them. */
    public long[] distinctHashes(String text) {
        long[] hashes = hashes(text);
        Arrays.sort(hashes);
        int size = 0;
        for (long hash : hashes) {
            if (size == 0 || hashes[size - 1] != hash) {
                hashes[size++] = hash;
            }
        }
        return Arrays.copyOf(hashes, size);
    }

    /**
     * Jaccard's similarity of two sets, in [0, 1]: what both hold, as a share of what either holds. Two empty sets are
     * alike.
     *
     * @param left of {@link #distinctHashes}
     * @param right of {@link #distinctHashes}
     */
    public static double similarity(long[] left, long[] right) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            int order = Long.compare(left[i], right[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int either = left.length + right.length - common;
        return either == 0 ? 1 : (double) common / either;
    }

    /** Writes the lower-cased letters with single spaces between words, and says how many characters these are. */
    private static int letters(String text, char[] out) {
        int size = 0;
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (!counts(point)) {
                space = size > 0;
                continue;
            }
            if (space) {
                out[size++] = ' ';
                space = false;
            }
            int lower = Character.toLowerCase(point);
            // No code point grows into a pair by lower-casing, so the text's own length is room enough.
            size += Character.toChars(lower, out, size);
        }
        return size;
    }

    private static boolean counts(int point) {
        if (point >= 0xAC00 && point <= 0xD7A3) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    private static long[] characters(char[] letters, int size) {
        long[] units = new long[size];
        for (int i = 0; i < size; i++) {
            // Above zero, so that a leading unit is never nothing.
            units[i] = letters[i] + 1L;
        }
        return units;
    }

    private static long[] words(char[] letters, int size) {
        long[] units = new long[size / 2 + 1];
        int count = 0;
        long word = 0;
        for (int i = 0; i < size; i++) {
            if (letters[i] != ' ') {
                word = word * FACTOR + letters[i] + 1;
            }
            if (word != 0 && (letters[i] == ' ' || i == size - 1)) {
                units[count++] = mixed(word);
                word = 0;
            }
        }
        return Arrays.copyOf(units, count);
    }

    /** One hash for each run of {@link #length} units, rolled from one to the next. */
    private long[] windows(long[] units) {
        if (units.length == 0) {
            return units;
        }
        int width = Math.min(length, units.length);
        long[] hashes = new long[units.length - width + 1];
        long leaving = 1;
        long rolling = 0;
        for (int i = 0; i < width; i++) {
            rolling = rolling * FACTOR + units[i];
            leaving *= i == 0 ? 1 : FACTOR;
        }
        for (int i = 0; ; i++) {
            hashes[i] = mixed(rolling);
            if (i + width == units.length) {
                return hashes;
            }
            rolling = (rolling - units[i] * leaving) * FACTOR + units[i + width];
        }
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014, https://doi.org/10.1145/2660193.2660195). */
    static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
