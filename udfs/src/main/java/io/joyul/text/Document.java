package io.joyul.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with its words, lines and paragraphs, each found when a rule first asks for them. Words are what white space
 * separates: in Korean, eojeol.
 */
final class Document {
    private static final Pattern BLANK_LINES = Pattern.compile("\\n[\\s]*\\n");

    private final String text;
    private @Nullable List<String> words;
    private @Nullable List<String> lines;

    Document(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    List<String> words() {
        List<String> found = words;
        if (found == null) {
            found = new ArrayList<>();
            int start = -1;
            for (int i = 0; i <= text.length(); i++) {
                boolean space = i == text.length() || isSpace(text.charAt(i));
                if (space && start >= 0) {
                    found.add(text.substring(start, i));
                    start = -1;
                } else if (!space && start < 0) {
                    start = i;
                }
            }
            words = found;
        }
        return found;
    }

    private static boolean isSpace(char character) {
        return character <= ' ' || (character > '~' && (Character.isSpaceChar(character) || character == 0x85));
    }

    /** The words with a letter or digit in them. */
    List<String> properWords() {
        return words().stream()
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .toList();
    }

    /** The lines that are not blank, without the white space around them. */
    List<String> lines() {
        List<String> found = lines;
        if (found == null) {
            found = text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            lines = found;
        }
        return found;
    }

    /** What blank lines separate. */
    List<String> paragraphs() {
        return BLANK_LINES
                .splitAsStream(text.strip())
                .map(String::strip)
                .filter(paragraph -> !paragraph.isEmpty())
                .toList();
    }

    /** Sentences with a letter or digit in them. */
    int sentences() {
        return (int) Sentences.whole(text).stream().filter(Sentences::says).count();
    }

    /** Code points, any run of white space counted as one. */
    int characters() {
        int spaces = Math.max(0, words().size() - 1);
        return spaces
                + words().stream()
                        .mapToInt(word -> word.codePointCount(0, word.length()))
                        .sum();
    }
}
