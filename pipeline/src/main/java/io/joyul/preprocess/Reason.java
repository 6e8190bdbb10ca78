package io.joyul.preprocess;

import java.util.Locale;

/** Why a row was set aside: it cannot be read as what the run file says it is. */
public enum Reason {
    /** More or fewer columns than the header. */
    COLUMN_COUNT,
    /** A line that is not one JSON object. */
    BROKEN_JSON,
    /** A quote that is never closed, or text after a closing one. */
    BROKEN_QUOTES,
    NOT_UTF8,
    TEXT_MISSING,
    LABEL_MISSING;

    /** The name in the quarantine and in figures, such as {@code column-count}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
