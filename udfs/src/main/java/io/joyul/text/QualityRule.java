package io.joyul.text;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A named test that a text must pass. */
public sealed interface QualityRule extends Serializable {
    /** What figures and reports call it, such as {@code gopher-min-words}. */
    String name();

    /** Whether the text may stay. */
    boolean passes(Document document);

    /** Which side of its threshold a number must be on; the threshold itself passes. */
    enum Side {
        AT_LEAST,
        AT_MOST
    }

    /** A number of the text is on the right side of a threshold. */
    record Threshold(String name, Measure measure, Side side, double threshold) implements QualityRule {
        @Override
        public boolean passes(Document document) {
            double value = measure.of(document);
            return switch (side) {
                case AT_LEAST -> value >= threshold;
                case AT_MOST -> value <= threshold;
            };
        }
    }

    /** At least so many different words of a list stand in the text, in whichever case and punctuation. */
    record StopWords(String name, Set<String> stopWords, int atLeast) implements QualityRule {
        public StopWords {
            stopWords = Set.copyOf(stopWords);
        }

        @Override
        public boolean passes(Document document) {
            Set<String> found = new HashSet<>();
            for (String word : document.words()) {
                String bare = bare(word);
                if (stopWords.contains(bare)) {
                    found.add(bare);
                }
            }
            return found.size() >= atLeast;
        }

        private static String bare(String word) {
            int start = 0;
            int end = word.length();
            while (start < end && !Character.isLetterOrDigit(word.charAt(start))) {
                start++;
            }
            while (end > start && !Character.isLetterOrDigit(word.charAt(end - 1))) {
                end--;
            }
            return word.substring(start, end).toLowerCase(Locale.ROOT);
        }
    }

    /** A phrase stands nowhere in the text, in whichever case. */
    record Without(String name, String phrase) implements QualityRule {
        @Override
        public boolean passes(Document document) {
            return !document.text().toLowerCase(Locale.ROOT).contains(phrase);
        }
    }

    /** None of the words stands in the text on its own, in whichever case. */
    record WithoutWords(String name, WordList words) implements QualityRule {
        @Override
        public boolean passes(Document document) {
            return !words.anyIn(document.text());
        }
    }

    /** At least a share of the letters is in these scripts. A text without letters passes. */
    record InScripts(String name, List<Script> scripts, double atLeast) implements QualityRule {
        public InScripts {
            scripts = List.copyOf(scripts);
        }

        @Override
        public boolean passes(Document document) {
            ScriptShares shares = ScriptShares.of(document.text());
            return shares.letters() == 0
                    || scripts.stream().mapToDouble(shares::share).sum() >= atLeast - 1e-9;
        }
    }
}
