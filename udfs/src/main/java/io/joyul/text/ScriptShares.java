package io.joyul.text;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which scripts a text is written in: a plain and quick sign of its language that needs no model. Only letters count, so
 * digits, punctuation and emoji say nothing.
 *
 * @param letters in the text
 * @param shares the share of each script that occurs among the letters, in (0, 1]; they add up to 1 unless there is no
 *     letter at all
 */
public record ScriptShares(int letters, Map<Script, Double> shares) {
    public ScriptShares {
        shares = shares.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(shares));
    }

    /** The scripts of a text. */
    public static ScriptShares of(String text) {
        int[] counts = new int[Script.values().length];
        int letters = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isLetter(point)) {
                counts[Script.of(point).ordinal()]++;
                letters++;
            }
        }
        Map<Script, Double> shares = new EnumMap<>(Script.class);
        for (Script script : Script.values()) {
            if (counts[script.ordinal()] > 0) {
                shares.put(script, (double) counts[script.ordinal()] / letters);
            }
        }
        return new ScriptShares(letters, shares);
    }

    /** The share of one script among the letters, in [0, 1]; 0 in a text without letters. */
    public double share(Script script) {
        return shares.getOrDefault(script, 0.0);
    }

    /** The script of the most letters, of equals the first in {@link Script}; nothing in a text without letters. */
    public Optional<Script> main() {
        return shares.entrySet().stream()
                .reduce((most, next) -> next.getValue() > most.getValue() ? next : most)
                .map(Map.Entry::getKey);
    }
}
