package io.joyul.mask;

import io.joyul.text.KoreanMorphemes.Morpheme;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.SpecialTokens;
import java.util.BitSet;
import java.util.List;

/**
 * Which tokens belong together. A group number for each token: neighbours with the same number are one group; tokens that
 * stand for no text have {@link #NONE}.
 *
 * <p>A new group begins where a unit of the text (a word, a morpheme) begins between two tokens. A token that reaches over
 * the border of two units joins them, so that a group is always whole units.
 */
public final class Groups {
    /** The group of tokens that stand for no text. */
    public static final int NONE = -1;

    private Groups() {}

    /** Each ordinary token for itself. */
    public static int[] ofTokens(int[] inputIds, SpecialTokens special) {
        int[] groups = new int[inputIds.length];
        int group = 0;
        for (int i = 0; i < groups.length; i++) {
            groups[i] = special.contains(inputIds[i]) ? NONE : group++;
        }
        return groups;
    }

    /** The words between white spaces, in Korean the eojeols. */
    public static int[] ofWords(Encoding tokens, String text) {
        int[] points = text.codePoints().toArray();
        return of(tokens, points, wordStarts(points));
    }

    /** The morphemes of a Korean text; a white space ends one as well. */
    public static int[] ofMorphemes(Encoding tokens, String text, List<Morpheme> morphemes) {
        int[] points = text.codePoints().toArray();
        BitSet starts = wordStarts(points);
        for (Morpheme morpheme : morphemes) {
            starts.set(morpheme.start());
        }
        // Morphemes in one another's place, as the two in 했, begin together and have no border within.
        for (Morpheme morpheme : morphemes) {
            starts.clear(Math.min(morpheme.start() + 1, morpheme.end()), morpheme.end());
        }
        return of(tokens, points, starts);
    }

    private static BitSet wordStarts(int[] points) {
        BitSet starts = new BitSet(points.length + 1);
        for (int i = 0; i < points.length; i++) {
            if (!isSpace(points[i]) && (i == 0 || isSpace(points[i - 1]))) {
                starts.set(i);
            }
        }
        return starts;
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    private static int[] of(Encoding tokens, int[] points, BitSet unitStarts) {
        int[] groups = new int[tokens.length()];
        int group = -1;
        int before = -1;
        for (int i = 0; i < groups.length; i++) {
            if (tokens.specialTokensMask()[i] == 1) {
                groups[i] = NONE;
                before = -1;
                continue;
            }
            // A token may carry the space before its word.
            int start = tokens.starts()[i];
            while (start < tokens.ends()[i] && isSpace(points[start])) {
                start++;
            }
            int border = before < 0 ? start : unitStarts.nextSetBit(before);
            if (group < 0 || before < 0 || (border >= 0 && border <= start)) {
                group++;
            }
            groups[i] = group;
            before = tokens.ends()[i];
        }
        return groups;
    }
}
