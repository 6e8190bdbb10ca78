package io.joyul.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much of a text is said again, as the repetition rules of Gopher measure it (Rae et al. 2021, appendix A.1.1,
 * https://arxiv.org/abs/2112.11446). Shares are in [0, 1]. Where the paper leaves it open, the first of several equal
 * parts is no duplicate, and white space counts in the length of the text.
 */
final class Repetition {
    private Repetition() {}

    /** The share of the parts that came before in the text. */
    static double duplicates(List<String> parts) {
        Set<String> seen = new HashSet<>();
        int again = 0;
        for (String part : parts) {
            again += seen.add(part) ? 0 : 1;
        }
        return parts.isEmpty() ? 0 : (double) again / parts.size();
    }

    /** The share of the text's characters in parts that came before. */
    static double duplicateCharacters(List<String> parts, String text) {
        Set<String> seen = new HashSet<>();
        int again = 0;
        for (String part : parts) {
            again += seen.add(part) ? 0 : part.length();
        }
        return text.isEmpty() ? 0 : (double) again / text.length();
    }

    /**
     * The share of the text's characters in the most frequent run of {@code n} words, spaces between the words included.
     * A run that occurs but once repeats nothing, so a short text is not condemned for its shortness.
     */
    static double topRun(List<String> words, int n, String text) {
        Map<List<String>, Integer> counts = new HashMap<>();
        int most = 1;
        int covered = 0;
        for (int i = 0; i + n <= words.size(); i++) {
            List<String> run = words.subList(i, i + n);
            int count = counts.merge(run, 1, Integer::sum);
            if (count > 1 && count >= most) {
                int length = count * (n - 1 + letters(run));
                covered = count > most ? length : Math.max(covered, length);
                most = count;
            }
        }
        return text.isEmpty() ? 0 : (double) covered / text.length();
    }

    /** The share of the text's characters in runs of {@code n} words that came before, overlaps counted once. */
    static double duplicateRuns(List<String> words, int n, String text) {
        Set<List<String>> seen = new HashSet<>();
        int again = 0;
        int i = 0;
        while (i + n <= words.size()) {
            List<String> run = words.subList(i, i + n);
            if (seen.add(run)) {
                i++;
            } else {
                again += letters(run);
                i += n;
            }
        }
        return text.isEmpty() ? 0 : (double) again / text.length();
    }

    private static int letters(List<String> run) {
        return run.stream().mapToInt(String::length).sum();
    }
}
