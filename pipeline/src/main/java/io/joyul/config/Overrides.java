package io.joyul.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts {@code --set key.path=value} into the tree of a run file, before the keys are checked. */
final class Overrides {
    private static final String ORIGIN = "--set";

    private Overrides() {}

    /** A wrong path is put in all the same: the binding then finds it, with the nearest right name. */
    static void apply(YamlNode.Mapping root, Class<?> type, List<String> settings, Problems problems) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                problems.add(ORIGIN, setting, "has no value; write --set key.path=value");
                continue;
            }
            String path = setting.substring(0, equals);
            YamlNode value = YamlTreeReader.readValue(ORIGIN + " " + path, setting.substring(equals + 1), problems);
            put(root, type, path, new YamlNode.Entry(ORIGIN, value));
        }
    }

    private static void put(YamlNode.Mapping mapping, Class<?> section, String path, YamlNode.Entry value) {
        int dot = path.indexOf('.');
        String key = dot < 0 ? path : path.substring(0, dot);
        if (dot < 0 || key.isEmpty()) {
            mapping.entries().put(path, value);
            return;
        }
        String rest = path.substring(dot + 1);
        YamlNode.Mapping child = child(mapping, key);
        Optional<RecordComponent> component = Arrays.stream(section.getRecordComponents())
                .filter(candidate -> KeyNames.of(candidate).equals(key))
                .findFirst();
        // Keys of a free map, such as Spark's properties, may hold dots themselves.
        if (component.isPresent() && component.get().getType() == Map.class) {
            child.entries().put(rest, value);
        } else {
            put(child, component.flatMap(KeyNames::section).orElse(NoKeys.class), rest, value);
        }
    }

    private static YamlNode.Mapping child(YamlNode.Mapping mapping, String key) {
        YamlNode.Entry entry = mapping.entries().get(key);
        if (entry != null && entry.value() instanceof YamlNode.Mapping existing) {
            return existing;
        }
        YamlNode.Mapping made = YamlNode.Mapping.empty(ORIGIN);
        mapping.entries().put(key, new YamlNode.Entry(ORIGIN, made));
        return made;
    }

    /** The section below a key that is none. */
    private record NoKeys() {}
}
