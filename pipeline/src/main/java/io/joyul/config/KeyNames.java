package io.joyul.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of keys: kebab case of the record components, and the nearest right name to a wrong one. */
final class KeyNames {
    /** Keys that earlier versions had elsewhere. */
    private static final Map<String, String> MOVED = Map.of("input.max-bad-rows", "preprocess.max-bad-rows");

    private KeyNames() {}

    /** Where a key of an earlier version is now. */
    static Optional<String> movedTo(String key) {
        return Optional.ofNullable(MOVED.get(key));
    }

    static String of(RecordComponent component) {
        return kebab(component.getName());
    }

    static String of(Enum<?> constant) {
        return constant.name().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    static String join(String section, String key) {
        return section.isEmpty() ? key : section + "." + key;
    }

    static List<String> of(Class<?> section) {
        return Arrays.stream(section.getRecordComponents()).map(KeyNames::of).toList();
    }

    /** The record that a component holds, directly, as an optional or as the items of a list; empty for a plain value. */
    static Optional<Class<?>> section(RecordComponent component) {
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() != Map.class) {
            type = parameterized.getActualTypeArguments()[0];
        }
        return type instanceof Class<?> raw && raw.isRecord() ? Optional.of(raw) : Optional.empty();
    }

    /** What to write instead of an unknown key: a sibling that looks like it, or the same name in another section. */
    static Optional<String> suggestion(String unknown, Class<?> section, String path) {
        Optional<String> sibling = nearest(kebab(unknown), of(section)).map(key -> join(path, key));
        return sibling.or(() -> allKeys(RunConfig.class, "").stream()
                .filter(key -> key.endsWith("." + kebab(unknown)))
                .findFirst());
    }

    /** The candidate with the fewest edits, if these are few enough to be a slip. */
    static Optional<String> nearest(String unknown, Collection<String> candidates) {
        int slips = Math.max(2, unknown.length() / 3);
        return candidates.stream()
                .filter(candidate -> edits(unknown, candidate) <= slips)
                .min(Comparator.comparingInt(candidate -> edits(unknown, candidate)));
    }

    private static List<String> allKeys(Class<?> section, String path) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : section.getRecordComponents()) {
            String key = join(path, of(component));
            keys.add(key);
            section(component).ifPresent(child -> keys.addAll(allKeys(child, key)));
        }
        return keys;
    }

    /** Levenshtein's distance: insertions, deletions and replacements. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        Arrays.setAll(previous, column -> column);
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
