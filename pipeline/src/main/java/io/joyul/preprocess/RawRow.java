package io.joyul.preprocess;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** One row as it was read, before anybody judged its content. */
sealed interface RawRow extends Serializable permits RawRow.Fields, RawRow.Malformed {
    /** The row as it stood in the file. */
    String source();

    /** The three columns that matter; null where the row has nothing there. */
    record Fields(
            @Nullable String id,
            @Nullable String text,
            @Nullable String label,
            String source) implements RawRow {}

    /** No row of this table. */
    record Malformed(Reason reason, String source) implements RawRow {}
}
