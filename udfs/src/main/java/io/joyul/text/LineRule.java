package io.joyul.text;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** A named test that each line of a text must pass, or else is taken out of it. */
public sealed interface LineRule extends Serializable {
    /** What figures and reports call it, such as {@code c4-terminal-punctuation}. */
    String name();

    /** Whether a line, without the white space around it, may stay. */
    boolean passes(String line);

    /** The line ends with a full stop, an exclamation or question mark, or a closing quotation mark, but no ellipsis. */
    record TerminalPunctuation(String name) implements LineRule {
        private static final String MARKS = ".!?\"”。！？";

        @Override
        public boolean passes(String line) {
            return !line.isEmpty() && MARKS.indexOf(line.charAt(line.length() - 1)) >= 0 && !line.endsWith("...");
        }
    }

    /** The line has at least so many words. */
    record MinWords(String name, int atLeast) implements LineRule {
        @Override
        public boolean passes(String line) {
            return new Document(line).words().size() >= atLeast;
        }
    }

    /** None of the phrases, which are in lower case, stands in the line. */
    record Without(String name, List<String> phrases) implements LineRule {
        public Without {
            phrases = List.copyOf(phrases);
        }

        @Override
        public boolean passes(String line) {
            String lower = line.toLowerCase(Locale.ROOT);
            return phrases.stream().noneMatch(lower::contains);
        }
    }
}
