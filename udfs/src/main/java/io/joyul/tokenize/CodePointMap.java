package io.joyul.tokenize;

import java.util.function.IntFunction;

/**
 * A normalizer to whom neighbours do not matter: each code point becomes a text of its own, by one table for the basic
 * plane and by the function itself beyond it.
 */
final class CodePointMap implements Normalizer {
    private static final int PLANE = 0x10000;
    private static final int REPLACEMENT = 0xFFFD;

    private final IntFunction<String> replacement;
    /** What a unit becomes when that is exactly one unit; else, and for half a pair, {@code 0}: see {@link #texts}. */
    private final char[] units = new char[PLANE];
    /** What the other units become; half a pair alone is a replacement character. */
    private final String[] texts = new String[PLANE];

    /** @param replacement a pure function from a code point to what it becomes, which may be empty */
    CodePointMap(IntFunction<String> replacement) {
        this.replacement = replacement;
        for (int unit = 0; unit < PLANE; unit++) {
            boolean surrogate = Character.isSurrogate((char) unit);
            String text = replacement.apply(surrogate ? REPLACEMENT : unit);
            if (!surrogate && text.length() == 1 && text.charAt(0) != 0) {
                units[unit] = text.charAt(0);
            } else {
                texts[unit] = text;
            }
        }
    }

    /** Hugging Face's {@code Lowercase}. */
    static CodePointMap lowercase() {
        return new CodePointMap(LowerCase::text);
    }

    /** Hugging Face's {@code StripAccents}: combining marks out, whatever they stand on. */
    static CodePointMap stripAccents() {
        return new CodePointMap(codePoint -> switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> "";
            default -> Character.toString(codePoint);
        });
    }

    /** Hugging Face's {@code Nmt}: control characters out, every kind of space and line end to a space. */
    static CodePointMap nmt() {
        return new CodePointMap(codePoint -> {
            boolean dropped = (codePoint >= 0x1 && codePoint <= 0x8)
                    || codePoint == 0xB
                    || (codePoint >= 0xE && codePoint <= 0x1F)
                    || codePoint == 0x7F
                    || codePoint == 0x8F
                    || codePoint == 0x9F;
            if (dropped) {
                return "";
            }
            return switch (codePoint) {
                case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> " ";
                default -> codePoint >= 0x200B && codePoint <= 0x200F ? " " : Character.toString(codePoint);
            };
        });
    }

    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        int i = from;
        while (i < to) {
            i = mapSingles(source, i, to, target);
            if (i < to) {
                int codePoint = source.codePointAt(i);
                String text = codePoint < PLANE ? texts[source.chars[i]] : replacement.apply(codePoint);
                target.append(text, source, i);
                i += Character.charCount(codePoint);
            }
        }
    }

    /** Maps up to the first unit that does not become exactly one, and returns where that is. */
    private int mapSingles(NormalizedText source, int from, int to, NormalizedText target) {
        target.reserve(to - from);
        char[] read = source.chars;
        char[] written = target.chars;
        int place = target.length;
        int i = from;
        for (; i < to; i++) {
            char single = units[read[i]];
            if (single == 0) {
                break;
            }
            written[place++] = single;
        }
        target.placed(source, from, i);
        return i;
    }
}
