package io.joyul.tokenize;

import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Unicode's four normal forms (UAX #15), with the offsets that Hugging Face's alignments give: what composes keeps the
 * first character it came from, what decomposes comes as a whole from the character that it was.
 *
 * <p>A text is cut into chunks that do not touch each other: each begins at a character that neither reorders nor
 * composes with what stands before it. Most chunks are one character that stays as it is, and cost one look-up.
 */
final class UnicodeNormalizer implements Normalizer {
    private static final int PLANE = 0x10000;
    /** For a unit: what it is in a text of such units alone. */
    private static final byte STAYS = 1;
    /** It becomes another text, but nothing before it takes part. */
    private static final byte BEGINS = 2;
    /** It may reorder or compose with what stands before it. */
    private static final byte JOINS = 3;

    private final Form form;
    private final UnicodeAlignment alignment;
    private final byte[] kinds = new byte[PLANE];
    /** What a unit that does not stay becomes when it is a chunk of its own; made when first asked for. */
    private final String[] texts = new String[PLANE];

    /** Made once each: the tables take a tenth of a second. */
    private static final Map<Form, UnicodeNormalizer> MADE = new ConcurrentHashMap<>();

    static UnicodeNormalizer of(Form form) {
        return MADE.computeIfAbsent(form, UnicodeNormalizer::new);
    }

    private UnicodeNormalizer(Form form) {
        this.form = form;
        this.alignment = new UnicodeAlignment(form);
        Arrays.fill(kinds, STAYS);
        for (int unit = 0x80; unit < PLANE; unit++) {
            boolean hangul = unit >= 0xAC00 && unit <= 0xD7A3 && alignment.composes();
            if (!hangul && !Character.isSurrogate((char) unit)) {
                kinds[unit] = kind(unit);
            }
        }
    }

    private byte kind(int codePoint) {
        if (alignment.joins(codePoint)) {
            return JOINS;
        }
        String text = Character.toString(codePoint);
        return java.text.Normalizer.normalize(text, form).equals(text) ? STAYS : BEGINS;
    }

    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        target.reserve(to - from);
        char[] chars = source.chars;
        int next;
        for (int i = from; i < to; i = next) {
            next = source.next(i);
            boolean alone = next == to || kindAt(source, next) != JOINS;
            if (!alone) {
                while (next < to && kindAt(source, next) == JOINS) {
                    next = source.next(next);
                }
                alignment.chunk(source, i, next, target);
            } else if (next == i + 1 && kinds[chars[i]] == STAYS && !Character.isSurrogate(chars[i])) {
                target.append(chars[i], source, i);
            } else if (next == i + 1) {
                target.append(textOf(Character.isSurrogate(chars[i]) ? '\uFFFD' : chars[i]), source, i);
            } else {
                target.append(java.text.Normalizer.normalize(new String(chars, i, next - i), form), source, i);
            }
        }
    }

    private byte kindAt(NormalizedText source, int index) {
        char unit = source.chars[index];
        return Character.isHighSurrogate(unit) ? kind(source.codePointAt(index)) : kinds[unit];
    }

    private String textOf(char unit) {
        String text = texts[unit];
        if (text == null) {
            text = java.text.Normalizer.normalize(Character.toString(unit), form);
            texts[unit] = text;
        }
        return text;
    }
}
