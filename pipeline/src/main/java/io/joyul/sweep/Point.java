package io.joyul.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one trial changes in the run file.
 *
 * @param values by key, in the order of the space; keys whose condition does not hold are absent
 */
public record Point(@JsonValue Map<String, String> values) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Point {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** As {@code --set} takes them. */
    public List<String> settings() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();
    }

    /** For people: {@code learning-rate 0.001, adaptation.kind full}. */
    public String text() {
        return values.entrySet().stream()
                .map(value -> shortName(value.getKey()) + " " + value.getValue())
                .collect(Collectors.joining(", "));
    }

    /** A key without its outermost section. */
    public static String shortName(String key) {
        return key.substring(key.indexOf('.') + 1);
    }
}
