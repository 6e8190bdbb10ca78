package io.joyul.tokenize;

import java.text.Normalizer.Form;

/**
 * BERT's clean-up, as Hugging Face's {@code BertNormalizer} does it: control characters out, white space to spaces,
 * spaces around ideographs, accents stripped, case folded, in this order. What becomes of a code point does not depend
 * on its neighbours.
 *
 * @param stripAccents {@code strip_accents: null} in the file means as {@code lowercase}
 */
record BertNormalizer(boolean cleanText, boolean handleChineseChars, boolean stripAccents, boolean lowercase) {
    /** U+11938 decomposes in Java but not yet in Hugging Face's tables. */
    private static final int DECOMPOSED_TOO_EARLY = 0x11938;

    /** The normalizer that these options make. */
    Normalizer normalizer() {
        return new CodePointMap(this::replacement);
    }

    private String replacement(int codePoint) {
        if (cleanText && BertCharacters.dropped(codePoint)) {
            return "";
        }
        if (cleanText && BertCharacters.whitespace(codePoint)) {
            return " ";
        }
        String text = Character.toString(codePoint);
        if (stripAccents && codePoint != DECOMPOSED_TOO_EARLY) {
            text = stripped(java.text.Normalizer.normalize(text, Form.NFD));
        }
        if (lowercase) {
            text = lowered(text);
        }
        return handleChineseChars && BertCharacters.ideograph(codePoint) ? " " + text + " " : text;
    }

    private static String stripped(String decomposed) {
        return decomposed
                .codePoints()
                .filter(codePoint -> !BertCharacters.nonspacingMark(codePoint))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String lowered(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> lower.append(LowerCase.text(codePoint)));
        return lower.toString();
    }
}
