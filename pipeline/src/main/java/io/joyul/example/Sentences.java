package io.joyul.example;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Cuts a text into sentences: at the ends of lines, and within them as Unicode's rules have it (UAX #29). */
final class Sentences {
    private Sentences() {}

    /** Where each sentence begins, in code points; the first at 0. */
    static BitSet starts(String text) {
        BitSet starts = new BitSet();
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        int points = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at) + 1;
            String line = text.substring(at, end == 0 ? text.length() : end);
            ends.setText(line);
            int from = ends.first();
            for (int to = ends.next(); to != BreakIterator.DONE; to = ends.next()) {
                starts.set(points);
                points += line.codePointCount(from, to);
                from = to;
            }
            at += line.length();
        }
        return starts;
    }

    static List<String> of(String text) {
        List<String> sentences = new ArrayList<>();
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        text.lines().forEach(line -> {
            ends.setText(line);
            int from = ends.first();
            for (int to = ends.next(); to != BreakIterator.DONE; to = ends.next()) {
                String sentence = line.substring(from, to).strip();
                if (!sentence.isEmpty()) {
                    sentences.add(sentence);
                }
                from = to;
            }
        });
        return sentences;
    }
}
