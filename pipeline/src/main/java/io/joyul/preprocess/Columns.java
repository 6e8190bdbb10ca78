package io.joyul.preprocess;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names of the columns that are read.
 *
 * @param id null when rows are known by a hash of their text
 * @param label null for unlabelled text
 */
record Columns(@Nullable String id, String text, @Nullable String label) implements Serializable {
    /** The one column of a plain text file. */
    static final String LINE = "value";

    /** Plain text: each line is one. */
    static final Columns PLAIN_TEXT = new Columns(null, LINE, null);

    static Columns of(Optional<String> id, String text, String label) {
        return new Columns(id.orElse(null), text, label);
    }

    /** The columns that a table lacks, as {@code input.text-column 'review'}. */
    List<String> missingIn(List<String> header) {
        List<String> missing = new ArrayList<>();
        if (id != null && !header.contains(id)) {
            missing.add("input.id-column '" + id + "'");
        }
        if (!header.contains(text)) {
            missing.add("input.text-column '" + text + "'");
        }
        if (label != null && !header.contains(label)) {
            missing.add("input.label-column '" + label + "'");
        }
        return missing;
    }

    /** The fields of a row that has one value for each column of the header. */
    RawRow.Fields pick(List<String> header, List<String> values, String source) {
        return new RawRow.Fields(
                id == null ? null : values.get(header.indexOf(id)),
                values.get(header.indexOf(text)),
                label == null ? null : values.get(header.indexOf(label)),
                source);
    }
}
