package io.joyul.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts a text into sentences: at the ends of lines, and within them as Unicode's rules have it (UAX #29). */
public final class Sentences {
    /** Behind each line end: a line feed, a carriage return or both. */
    private static final Pattern LINES = Pattern.compile("(?<=\\n)|(?<=\\r)(?!\\n)");

    private Sentences() {}

    /** The sentences as they stand, each with the white space after it: joined they are the text. */
    public static List<String> whole(String text) {
        List<String> sentences = new ArrayList<>();
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        LINES.splitAsStream(text).forEach(line -> {
            ends.setText(line);
            int from = ends.first();
            for (int to = ends.next(); to != BreakIterator.DONE; to = ends.next()) {
                sentences.add(line.substring(from, to));
                from = to;
            }
        });
        return sentences;
    }

    /** The sentences that are not blank, without the white space around them. */
    public static List<String> of(String text) {
        return whole(text).stream()
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** Where each sentence begins, in code points; the first at 0. */
    public static BitSet starts(String text) {
        BitSet starts = new BitSet();
        int points = 0;
        for (String sentence : whole(text)) {
            starts.set(points);
            points += sentence.codePointCount(0, sentence.length());
        }
        return starts;
    }

    /** Whether something is said: there is a letter or digit. */
    static boolean says(String sentence) {
        return sentence.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
