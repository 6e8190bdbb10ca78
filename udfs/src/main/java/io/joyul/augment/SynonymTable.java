package io.joyul.augment;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Which word may stand for which. The format of the file is in the package's description.
 *
 * @param entries words in lower case, each with its synonyms
 */
public record SynonymTable(Map<String, List<String>> entries) implements Serializable {
    public SynonymTable {
        Map<String, List<String>> copy = new HashMap<>();
        entries.forEach((word, synonyms) -> copy.put(word, List.copyOf(synonyms)));
        entries = Map.copyOf(copy);
    }

    /**
     * Reads the content of a table.
     *
     * @param name the file, for messages
     * @throws JoyulException {@code INPUT_UNREADABLE} when a line has no synonym, or no line has a word
     */
    public static SynonymTable parse(String name, String content) {
        Map<String, List<String>> entries = new HashMap<>();
        List<String> lines = content.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = List.of(line.split("\t", -1)).stream()
                    .map(String::strip)
                    .filter(field -> !field.isEmpty())
                    .toList();
            if (fields.size() < 2) {
                throw new JoyulException(
                        ErrorCode.INPUT_UNREADABLE,
                        name + ": line " + (i + 1) + " has " + fields.size()
                                + " column where 2 are the least: a word, a tab and a synonym, such as 'good<tab>fine'");
            }
            entries.computeIfAbsent(fields.get(0).toLowerCase(Locale.ROOT), unseen -> new ArrayList<>())
                    .addAll(fields.subList(1, fields.size()));
        }
        if (entries.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.INPUT_UNREADABLE, name + ": holds no word; give it lines of a word, a tab and a synonym");
        }
        return new SynonymTable(entries);
    }

    /**
     * What may stand for a word of a text; empty when nothing is known. Marks around the word stay. A Korean word is
     * found with a particle behind it too, which is then fitted to the synonym's last sound.
     */
    List<String> of(String word) {
        int start = 0;
        int end = word.length();
        while (start < end && !Character.isLetterOrDigit(word.charAt(start))) {
            start++;
        }
        while (end > start && !Character.isLetterOrDigit(word.charAt(end - 1))) {
            end--;
        }
        String before = word.substring(0, start);
        String after = word.substring(end);
        return ofCore(word.substring(start, end)).stream()
                .map(synonym -> before + synonym + after)
                .toList();
    }

    private List<String> ofCore(String core) {
        List<String> whole = entries.get(core.toLowerCase(Locale.ROOT));
        if (whole != null) {
            return whole.stream().map(synonym -> cased(core, synonym)).toList();
        }
        // The longest stem first: of 나라 and 나, 나라에 is about the first.
        for (int cut = core.length() - 1; cut > 0; cut--) {
            String particle = core.substring(cut);
            String stem = core.substring(0, cut);
            if (Particles.known(particle) && entries.containsKey(stem)) {
                return Objects.requireNonNull(entries.get(stem)).stream()
                        .map(synonym -> synonym + Particles.fitted(particle, synonym))
                        .toList();
            }
        }
        return List.of();
    }

    private static String cased(String model, String synonym) {
        if (model.length() > 1 && model.equals(model.toUpperCase(Locale.ROOT)) && !model.equals(lower(model))) {
            return synonym.toUpperCase(Locale.ROOT);
        }
        if (!model.isEmpty() && Character.isUpperCase(model.charAt(0))) {
            return synonym.substring(0, 1).toUpperCase(Locale.ROOT) + synonym.substring(1);
        }
        return synonym;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
