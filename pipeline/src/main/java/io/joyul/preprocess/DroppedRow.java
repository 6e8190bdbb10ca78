package io.joyul.preprocess;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One row that a rule took out, or found and left in, kept as an example of what the rule does.
 *
 * @param split where it stood
 * @param rule label of a {@link DropRule} or name of a quality rule
 * @param id the row's
 * @param text its beginning, normalised
 * @param likeSplit for duplicates and leaks: where the row stands that it is like; else null
 * @param likeId the id of that row; null for others
 * @param likeText the beginning of that row's text; null for others
 */
public record DroppedRow(
        String split,
        String rule,
        long id,
        String text,
        @Nullable String likeSplit,
        @Nullable Long likeId,
        @Nullable String likeText)
        implements Serializable {
    /** Code points of a text that are shown. */
    static final int SHOWN = 200;

    /** A row from which no example came. */
    public static DroppedRow of(TaskRow row, DropRule rule) {
        return new DroppedRow(row.split().label(), rule.label(), row.id(), cut(row.text()), null, null, null);
    }

    /** The beginning of a text, with an ellipsis where it goes on. */
    static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= SHOWN) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }
}
