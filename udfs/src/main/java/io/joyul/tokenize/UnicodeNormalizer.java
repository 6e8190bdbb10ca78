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
            if (!hangul) {
                kinds[unit] = Character.isSurrogate((char) unit) ? BEGINS : kind(unit);
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
        char[] chars = source.chars;
        int i = from;
        while (i < to) {
            int stay = i;
            while (stay < to && kinds[chars[stay]] == STAYS) {
                stay++;
            }
            if (stay < to && stay > i && kindAt(source, stay) == JOINS) {
                stay--;
            }
            target.append(source, i, stay);
            i = stay < to ? chunk(source, stay, to, target) : to;
        }
    }

    @Override
    public boolean keeps(NormalizedText source, int from, int to) {
        char[] chars = source.chars;
        for (int i = from; i < to; i++) {
            if (kinds[chars[i]] != STAYS) {
                return false;
            }
        }
        return true;
    }

    /** Normalizes the chunk that begins at {@code start}, and returns where the next one does. */
    private int chunk(NormalizedText source, int start, int to, NormalizedText target) {
        int next = source.next(start);
        if (next < to && kindAt(source, next) == JOINS) {
            while (next < to && kindAt(source, next) == JOINS) {
                next = source.next(next);
            }
            alignment.chunk(source, start, next, target);
        } else if (next == start + 1) {
            char unit = source.chars[start];
            target.append(textOf(Character.isSurrogate(unit) ? '\uFFFD' : unit), source, start);
        } else {
            String character = new String(source.chars, start, next - start);
            target.append(java.text.Normalizer.normalize(character, form), source, start);
        }
        return next;
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
