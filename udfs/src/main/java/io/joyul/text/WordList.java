package io.joyul.text;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Words and phrases to be found in texts where no letter or digit touches them. Case does not count.
 *
 * @param entries lower-cased, none empty
 */
public record WordList(Set<String> entries) implements Serializable {
    public WordList {
        entries = Set.copyOf(entries);
    }

    /** The list of a file's lines, blank ones left out. */
    public static WordList of(Collection<String> lines) {
        Set<String> entries = new HashSet<>();
        for (String line : lines) {
            String entry = line.strip().toLowerCase(Locale.ROOT);
            if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return new WordList(entries);
    }

    boolean anyIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return entries.stream().anyMatch(entry -> stands(entry, lower));
    }

    private static boolean stands(String entry, String text) {
        for (int at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at + 1)) {
            int end = at + entry.length();
            boolean touchedBefore = at > 0 && Character.isLetterOrDigit(text.codePointBefore(at));
            boolean touchedAfter = end < text.length() && Character.isLetterOrDigit(text.codePointAt(end));
            if (!touchedBefore && !touchedAfter) {
                return true;
            }
        }
        return false;
    }
}
