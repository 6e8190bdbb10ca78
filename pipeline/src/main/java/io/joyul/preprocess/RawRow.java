package io.joyul.preprocess;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** One row as it was read, before anybody judged its content. */
sealed interface RawRow extends Serializable permits RawRow.Fields, RawRow.Malformed {
    /** The row as it stood in the file. */
    String source();

    /**
     * The columns that matter; null where the row has nothing there, or the task does not ask for them. A column that
     * holds more than one value is its JSON.
     */
    record Fields(
            @Nullable String id,
            @Nullable String text,
            @Nullable String pair,
            @Nullable String rejected,
            @Nullable String label,
            String source)
            implements RawRow {
        Fields(@Nullable String id, @Nullable String text, @Nullable String label, String source) {
            this(id, text, null, null, label, source);
        }
    }

    /** No row of this table. */
    record Malformed(Reason reason, String source) implements RawRow {}
}
