package io.joyul.text;

import java.io.Serializable;
import java.text.Normalizer;
import java.util.Set;

/**
 * Brings a text into one form, so that texts which look alike are alike. Applying it twice gives the same as once.
 *
 * @param steps what is done; nothing when empty
 */
public record TextNormaliser(Set<Step> steps) implements Serializable {
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

    /** One thing to do. They are done in this order. */
    public enum Step {
        /**
         * Drops control, format, surrogate and unassigned code points. Tabs and line ends become spaces. The joiners
         * stay between visible characters, where emoji sequences and several scripts are spelt with them.
         */
        STRIP_CONTROL,
        /** Composes to Unicode NFC: Hangul typed as single letters becomes syllables. */
        NFC,
        /** Makes one space of any run of white space, the ideographic one included, and trims the ends. */
        COLLAPSE_WHITESPACE
    }

    public TextNormaliser {
        steps = Set.copyOf(steps);
    }

    /** The normal form of a text, which may be empty. */
    public String normalise(String text) {
        String result = text;
        if (steps.contains(Step.STRIP_CONTROL)) {
            result = withoutControl(result);
        }
        if (steps.contains(Step.NFC)) {
            result = Normalizer.normalize(result, Normalizer.Form.NFC);
        }
        if (steps.contains(Step.COLLAPSE_WHITESPACE)) {
            result = collapsed(result);
        }
        return result;
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
