package io.joyul.tokenize;

import java.text.Normalizer.Form;

/**
 * BERT's clean-up, as Hugging Face's {@code BertNormalizer} does it: control characters out, white space to spaces,
 * spaces around ideographs, accents stripped, case folded, in this order. What becomes of a code point does not depend
 * on its neighbours, so the whole of it is one table for the basic plane.
 */
final class BertNormalizer implements Normalizer {
    private static final int PLANE = 0x10000;
    /** U+11938 decomposes in Java but not yet in Hugging Face's tables. */
    private static final int DECOMPOSED_TOO_EARLY = 0x11938;

    /** What the options of {@code tokenizer.json} say; {@code strip_accents: null} means as {@code lowercase}. */
    record Options(boolean cleanText, boolean handleChineseChars, boolean stripAccents, boolean lowercase) {}

    private final Options options;
    /** What a unit becomes when that is exactly one unit; else, and for half a pair, {@code 0}: see {@link #texts}. */
    private final char[] units = new char[PLANE];
    /** What the other units become; half a pair alone is a replacement character. */
    private final String[] texts = new String[PLANE];

    BertNormalizer(Options options) {
        this.options = options;
        for (int unit = 0; unit < PLANE; unit++) {
            boolean surrogate = Character.isSurrogate((char) unit);
            String text = replacement(surrogate ? 0xFFFD : unit);
            if (!surrogate && text.length() == 1 && text.charAt(0) != 0) {
                units[unit] = text.charAt(0);
            } else {
                texts[unit] = text;
            }
        }
    }

    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        target.reserve(to - from);
        for (int i = from; i < to; i++) {
            char unit = source.chars[i];
            char single = units[unit];
            if (single != 0) {
                target.append(single, source, i);
                continue;
            }
            int codePoint = source.codePointAt(i);
            String text = codePoint < PLANE ? texts[unit] : replacement(codePoint);
            for (int j = 0; j < text.length(); j++) {
                target.append(text.charAt(j), source, i);
            }
            i += Character.charCount(codePoint) - 1;
        }
    }

    private String replacement(int codePoint) {
        if (options.cleanText && BertCharacters.dropped(codePoint)) {
            return "";
        }
        if (options.cleanText && BertCharacters.whitespace(codePoint)) {
            return " ";
        }
        String text = Character.toString(codePoint);
        if (options.stripAccents && codePoint != DECOMPOSED_TOO_EARLY) {
            text = stripped(java.text.Normalizer.normalize(text, Form.NFD));
        }
        if (options.lowercase) {
            text = lowercase(text);
        }
        return options.handleChineseChars && BertCharacters.ideograph(codePoint) ? " " + text + " " : text;
    }

    private static String stripped(String decomposed) {
        return decomposed
                .codePoints()
                .filter(codePoint -> !BertCharacters.nonspacingMark(codePoint))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String lowercase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (codePoint == 0x130) {
                lower.append("i\u0307");
            } else {
                lower.appendCodePoint(LowerCase.of(codePoint));
            }
        });
        return lower.toString();
    }
}
