package io.joyul.text;

import java.io.Serializable;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings a text into one form, so that texts which look alike are alike. Applying it twice gives the same as once.
 *
 * @param steps what is done; nothing when empty
 */
public record TextNormaliser(Set<Step> steps) implements Serializable {
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final String UNSEEN_BOUNDARIES = "\u115F\u1160\u200B\u2800\u3164\uFFA0";

    /** One thing to do. They are done in this order. */
    public enum Step {
        /**
         * Makes spaces of what stands between two eojeol without being seen: the Hangul fillers, the zero-width space
         * and the blank Braille pattern.
         */
        EOJEOL_BOUNDARIES,
        /**
         * Drops control, format, surrogate and unassigned code points. Tabs and line ends become spaces. The joiners
         * stay between visible characters, where emoji sequences and several scripts are spelt with them.
         */
        STRIP_CONTROL,
        /** Makes ordinary characters of full-width Latin, and full ones of half-width Hangul and Katakana. */
        FULL_WIDTH,
        /** Puts loose Hangul letters together where they make a syllable; {@code ㅋㅋㅋ} stays. */
        COMPOSE_JAMO,
        /** Composes to Unicode NFC: Hangul in conjoining letters becomes syllables. */
        NFC,
        /** Composes to Unicode NFKC, which also replaces ligatures, circled letters, superscripts and loose Hangul letters. */
        NFKC,
        /** Makes one space of any run of white space, the ideographic one included, and trims the ends. */
        COLLAPSE_WHITESPACE;

        /** Its key under {@code preprocess.normalise}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TextNormaliser {
        steps = Set.copyOf(steps);
    }

    /** The normal form of a text, which may be empty. */
    public String normalise(String text) {
        String result =
                composed(steps.contains(Step.STRIP_CONTROL) ? withoutControl(boundaries(text)) : boundaries(text));
        if (steps.contains(Step.COLLAPSE_WHITESPACE)) {
            result = collapsed(result);
        }
        return result;
    }

    /** The normal form of each line of a text, with the line ends as they are; blank lines become empty. */
    public String normaliseLines(String text) {
        return text.lines().map(this::normalise).collect(Collectors.joining("\n"));
    }

    private String boundaries(String text) {
        if (!steps.contains(Step.EOJEOL_BOUNDARIES)) {
            return text;
        }
        StringBuilder result = new StringBuilder(text);
        for (int i = 0; i < result.length(); i++) {
            if (UNSEEN_BOUNDARIES.indexOf(result.charAt(i)) >= 0) {
                result.setCharAt(i, ' ');
            }
        }
        return result.toString();
    }

    private String composed(String text) {
        String result = steps.contains(Step.FULL_WIDTH) ? inFullForms(text) : text;
        if (steps.contains(Step.COMPOSE_JAMO)) {
            result = Jamo.compose(result);
        }
        if (steps.contains(Step.NFC)) {
            result = Normalizer.normalize(result, Normalizer.Form.NFC);
        }
        return steps.contains(Step.NFKC) ? Normalizer.normalize(result, Normalizer.Form.NFKC) : result;
    }

    private static String inFullForms(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0xFF01 && character <= 0xFF5E) {
                result.append((char) (character - 0xFF01 + '!'));
            } else if (character >= 0xFFA0 && character <= 0xFFDC) {
                result.append(Jamo.wide(character));
            } else if (character == 0x3000) {
                result.append(' ');
            } else if (character >= 0xFF5F && character <= 0xFFEE) {
                result.append(Normalizer.normalize(String.valueOf(character), Normalizer.Form.NFKC));
            } else {
                result.append(character);
            }
        }
        return result.toString();
    }

    private static String withoutControl(String text) {
        int[] points = text.codePoints().filter(TextNormaliser::kept).toArray();
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (joiner(point)) {
                boolean between = i > 0 && i + 1 < points.length && joins(points[i - 1]) && joins(points[i + 1]);
                if (between) {
                    result.appendCodePoint(point);
                }
            } else {
                result.appendCodePoint(lineSpace(point) ? ' ' : point);
            }
        }
        return result.toString();
    }

    private static boolean kept(int point) {
        return lineSpace(point)
                || joiner(point)
                || switch (Character.getType(point)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
                    default -> true;
                };
    }

    private static boolean joiner(int point) {
        return point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER;
    }

    /** Whether a joiner may stand beside it: not at white space, not at another joiner. */
    private static boolean joins(int point) {
        return !joiner(point) && !lineSpace(point) && !whitespace(point);
    }

    private static boolean lineSpace(int point) {
        return (point >= '\t' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
    }

    private static boolean whitespace(int point) {
        return lineSpace(point) || Character.isSpaceChar(point);
    }

    private static String collapsed(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean space = false;
        int[] points = text.codePoints().toArray();
        for (int point : points) {
            if (whitespace(point)) {
                space = result.length() > 0;
                continue;
            }
            if (space) {
                result.append(' ');
                space = false;
            }
            result.appendCodePoint(point);
        }
        return result.toString();
    }
}
