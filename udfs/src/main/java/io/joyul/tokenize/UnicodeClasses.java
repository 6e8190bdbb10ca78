package io.joyul.tokenize;

/** Classes of characters that regular expressions name. */
final class UnicodeClasses {
    static final byte OTHER = 0;
    static final byte LETTER = 1;
    static final byte NUMBER = 2;
    static final byte SPACE = 3;

    private static final byte[] PLANE = plane();

    private UnicodeClasses() {}

    private static byte[] plane() {
        byte[] plane = new byte[0x10000];
        for (int unit = 0; unit < plane.length; unit++) {
            plane[unit] = classify(unit);
        }
        return plane;
    }

    /** {@code \p{L}}, {@code \p{N}}, {@code \s}, or none of them. */
    static byte of(int codePoint) {
        return codePoint < PLANE.length ? PLANE[codePoint] : classify(codePoint);
    }

    private static byte classify(int codePoint) {
        if (BertCharacters.whitespace(codePoint)) {
            return SPACE;
        }
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            default -> OTHER;
        };
    }

    /** {@code \w} of Unicode regular expressions (UTS #18, annex C). */
    static boolean word(int codePoint) {
        return Character.isAlphabetic(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> codePoint == 0x200C || codePoint == 0x200D;
                };
    }
}
