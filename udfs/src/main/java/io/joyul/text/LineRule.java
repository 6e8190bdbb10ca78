package io.joyul.text;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A named test that each line of a text must pass, or else is taken out of it; or what is taken out of each line. */
public sealed interface LineRule extends Serializable {
    /** What figures and reports call it, such as {@code c4-terminal-punctuation}. */
    String name();

    /** Whether a line, without the white space around it, may stay. */
    boolean passes(String line);

    /** What stays of a line before it is tested; most rules leave it as it is. */
    default String trim(String line) {
        return line;
    }

    /** The line ends with a full stop, an exclamation or question mark, or a closing quotation mark, but no ellipsis. */
    record TerminalPunctuation(String name) implements LineRule {
        private static final String MARKS = ".!?\"”。！？";

        @Override
        public boolean passes(String line) {
            return !line.isEmpty() && MARKS.indexOf(line.charAt(line.length() - 1)) >= 0 && !line.endsWith("...");
        }
    }

    /** The marks of notes and of editing that an encyclopaedia's pages have go; every line passes. */
    record Citations(String name) implements LineRule {
        private static final Pattern MARKS = Pattern.compile("\\[(?:\\d*|edit|citation needed)]");

        @Override
        public boolean passes(String line) {
            return true;
        }

        @Override
        public String trim(String line) {
            return line.indexOf('[') < 0 ? line : MARKS.matcher(line).replaceAll("");
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
