package io.joyul.preprocess;

import io.joyul.config.InputConfig;
import io.joyul.config.InputConfig.Task;
import io.joyul.preprocess.ColumnType.Form;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param types what the task can use in each of them
 */
record Columns(
        @Nullable String id,
        String text,
        @Nullable String pair,
        @Nullable String rejected,
        @Nullable String label,
        ColumnTypes types)
        implements Serializable {
    /** The one column of a plain text file. */
    static final String LINE = "value";

    /** Plain text: each line is one. */
    static final Columns PLAIN_TEXT = new Columns(null, LINE, null);

    Columns(@Nullable String id, String text, @Nullable String label) {
        this(id, text, null, null, label, ColumnTypes.of(Task.CLASSIFICATION));
    }

    static Columns of(InputConfig input) {
        return new Columns(
                input.idColumn().orElse(null),
                input.textColumn().orElse(LINE),
                input.pairColumn().orElse(null),
                input.rejectedColumn().orElse(null),
                input.labelColumn().orElse(null),
                ColumnTypes.of(input.task()));
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

    /** The fields of a row; {@code value} is asked only for columns of which the task makes something. */
    RawRow.Fields fields(Function<String, @Nullable String> value, String source) {
        return new RawRow.Fields(
                id == null ? null : value.apply(id),
                value.apply(text),
                pair == null || types.pair() == ColumnType.UNUSED ? null : value.apply(pair),
                rejected == null || types.rejected() == ColumnType.UNUSED ? null : value.apply(rejected),
                label == null || types.label() == ColumnType.UNUSED ? null : value.apply(label),
                source);
    }

    /** The columns that {@link #fields} asks for. */
    List<String> read() {
        Set<String> read = new LinkedHashSet<>();
        fields(
                column -> {
                    read.add(column);
                    return null;
                },
                "");
        return List.copyOf(read);
    }

    /** Why a row is no row of the task, by the form of what each column holds; null when it may be one. */
    @Nullable
    Reason wrongType(Function<String, @Nullable Form> form) {
        return types.fault(
                form.apply(text),
                pair == null ? null : form.apply(pair),
                rejected == null ? null : form.apply(rejected),
                label == null ? null : form.apply(label));
    }
}
