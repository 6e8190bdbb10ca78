package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.Split;
import org.jspecify.annotations.Nullable;

/**
 * A clean row.
 *
 * @param text by which duplicates are told
 * @param content a {@link Content} as JSON
 */
public record Source(Split split, long id, String text, String content) {
    <T extends Content> T content(Class<T> type) {
        return Content.of(content, type);
    }

    /** The text of a held-out row, which a report shows; null for one to train on. */
    @Nullable
    String shown() {
        return split.heldOut() ? text : null;
    }
}
