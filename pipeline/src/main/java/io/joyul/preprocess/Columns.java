package io.joyul.preprocess;

import io.joyul.config.InputConfig;
import io.joyul.config.InputConfig.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The names of the columns that are read.
 *
 * @param id null when rows are known by a hash of their text
 * @param pair null when the task has no second text
 * @param rejected null when the task has no third text
 * @param label null for unlabelled text
 * @param values what a column of JSON may hold
 */
record Columns(
        @Nullable String id,
        String text,
        @Nullable String pair,
        @Nullable String rejected,
        @Nullable String label,
        Values values)
        implements Serializable {
    /** The one column of a plain text file. */
    static final String LINE = "value";

    /** Plain text: each line is one. */
    static final Columns PLAIN_TEXT = new Columns(null, LINE, null);

    /** What a column of JSON may hold. */
    enum Values {
        /** One text or number. */
        SINGLE,
        /** Arrays and objects too, which are handed on as JSON. */
        ANY
    }

    Columns(@Nullable String id, String text, @Nullable String label) {
        this(id, text, null, null, label, Values.SINGLE);
    }

    static Columns of(InputConfig input) {
        return new Columns(
                input.idColumn().orElse(null),
                input.textColumn().orElse(LINE),
                input.pairColumn().orElse(null),
                input.rejectedColumn().orElse(null),
                input.labelColumn().orElse(null),
                input.task() == Task.CLASSIFICATION ? Values.SINGLE : Values.ANY);
    }

    /** The columns that are asked for and that a header has so many times, as {@code input.text-column 'review'}. */
    List<String> askedFor(List<String> header, IntPredicate times) {
        Map<String, @Nullable String> asked = new LinkedHashMap<>();
        asked.put("id", id);
        asked.put("text", text);
        asked.put("pair", pair);
        asked.put("rejected", rejected);
        asked.put("label", label);
        List<String> found = new ArrayList<>();
        asked.forEach((key, column) -> {
            if (column != null && times.test(Collections.frequency(header, column))) {
                found.add("input." + key + "-column '" + column + "'");
            }
        });
        return found;
    }

    /** The fields of a row that has one value for each column of the header. */
    RawRow.Fields pick(List<String> header, List<String> values, String source) {
        return fields(column -> values.get(header.indexOf(column)), source);
    }

    /** The fields of a row; {@code value} is asked only for columns that are read. */
    RawRow.Fields fields(Function<String, @Nullable String> value, String source) {
        return new RawRow.Fields(
                id == null ? null : value.apply(id),
                value.apply(text),
                pair == null ? null : value.apply(pair),
                rejected == null ? null : value.apply(rejected),
                label == null ? null : value.apply(label),
                source);
    }
}
