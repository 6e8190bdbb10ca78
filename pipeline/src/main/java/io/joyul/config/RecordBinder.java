package io.joyul.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a YAML mapping into a record, component by component. What is wrong is noted and replaced by a stand-in, so
 * that one pass finds every problem; the result may be used only when there was none.
 */
final class RecordBinder {
    private final Problems problems;

    RecordBinder(Problems problems) {
        this.problems = problems;
    }

    <R> R bind(Class<R> type, YamlNode node, String path) {
        Map<String, YamlNode.Entry> entries = entries(node, path);
        RecordComponent[] components = type.getRecordComponents();
        Set<String> known = Set.copyOf(KeyNames.of(type));
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(entry.where(), KeyNames.join(path, key), unknownKey(key, type, path));
            }
        });
        Object[] values = new Object[components.length];
        for (int index = 0; index < components.length; index++) {
            values[index] = component(components[index], entries, path);
        }
        return construct(type, components, values);
    }

    private static String unknownKey(String key, Class<?> type, String path) {
        Optional<String> moved = KeyNames.movedTo(KeyNames.join(path, key));
        if (moved.isPresent()) {
            return "was moved to " + moved.get();
        }
        return "unknown key"
                + KeyNames.suggestion(key, type, path)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; known here: " + String.join(", ", KeyNames.of(type)));
    }

    private Map<String, YamlNode.Entry> entries(YamlNode node, String path) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries();
        }
        problems.add(
                node.where(), path.isEmpty() ? "the file" : path, "must be a section, but is " + node.description());
        return Map.of();
    }

    private Object component(RecordComponent component, Map<String, YamlNode.Entry> entries, String path) {
        String name = KeyNames.of(component);
        String key = KeyNames.join(path, name);
        YamlNode.Entry entry = entries.get(name);
        if (entry == null) {
            return absent(component, key);
        }
        ExcludedBy excluded = component.getAnnotation(ExcludedBy.class);
        if (excluded != null && entries.containsKey(excluded.value())) {
            problems.add(
                    entry.where(),
                    key,
                    "has no meaning beside " + KeyNames.join(path, excluded.value()) + "; take one of them out");
        }
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            if (entry.value() instanceof YamlNode.Nothing nothing
                    && !nothing.text().isEmpty()) {
                return Optional.empty();
            }
            Published published = component.getAnnotation(Published.class);
            if (published != null && isScalar(entry.value(), "false")) {
                return Optional.empty();
            }
            YamlNode node = published != null && isScalar(entry.value(), "true")
                    ? YamlTreeReader.readValue("published", published.value(), problems)
                    : entry.value();
            return Optional.of(value(component, optional.getActualTypeArguments()[0], node, key));
        }
        return value(component, type, entry.value(), key);
    }

    private Object absent(RecordComponent component, String key) {
        Type type = component.getGenericType();
        if (component.getType() == Optional.class) {
            return Optional.empty();
        }
        if (!component.getType().isRecord() && !component.isAnnotationPresent(Default.class)) {
            problems.add(key, "is missing and has no default");
        }
        return standIn(component, type, key);
    }

    /** The default; for a required value, which has none, the first constant or an empty text. */
    private Object standIn(RecordComponent component, Type type, String key) {
        if (type instanceof Class<?> section && section.isRecord()) {
            return bind(section, YamlNode.Mapping.empty(key), key);
        }
        Default annotation = component.getAnnotation(Default.class);
        if (annotation == null && type instanceof Class<?> kind && kind.isEnum()) {
            return kind.getEnumConstants()[0];
        }
        return annotation == null
                ? ""
                : value(component, type, YamlTreeReader.readValue("default", annotation.value(), problems), key);
    }

    private Object value(RecordComponent component, Type type, YamlNode node, String key) {
        if (node instanceof YamlNode.Nothing nothing) {
            if (nothing.text().isEmpty() && allOptional(type)) {
                return bind((Class<?>) type, YamlNode.Mapping.empty(node.where()), key);
            }
            problems.add(node.where(), key, "has no value; give one or leave the key out");
            return standIn(component, type, key);
        }
        if (type instanceof Class<?> section && section.isRecord()) {
            return bind(section, switchedOn(section, node), key);
        }
        if (type instanceof ParameterizedType collection) {
            Type item = collection.getActualTypeArguments()[0];
            if (item instanceof Class<?> kind && kind.isEnum()) {
                return constants(kind, node, key);
            }
            if (item instanceof Class<?> section && section.isRecord()) {
                return sections(section, node, key);
            }
            return collection.getRawType() == List.class ? texts(node, key) : properties(node, key);
        }
        boolean orAuto = component.isAnnotationPresent(OrAuto.class);
        if (orAuto && isScalar(node, OrAuto.TEXT)) {
            return OrAuto.AUTO;
        }
        Object parsed = node instanceof YamlNode.Scalar scalar ? ScalarTypes.parse(type, scalar.text()) : null;
        if (parsed == null) {
            String requirement = "must be " + ScalarTypes.description(type) + (orAuto ? " or " + OrAuto.TEXT : "")
                    + ", but is " + node.description();
            problems.add(node.where(), key, requirement + ScalarTypes.hint(type, node));
            return standIn(component, type, key);
        }
        checkLimits(component, parsed, node, key);
        return parsed;
    }

    /** Whether a section may be left empty, as one is whose keys are all commented out. */
    private static boolean allOptional(Type type) {
        return type instanceof Class<?> section
                && section.isRecord()
                && Arrays.stream(section.getRecordComponents())
                        .allMatch(component -> component.getType() == Optional.class);
    }

    private static boolean isScalar(YamlNode node, String text) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(text);
    }

    /** For a section of published rules that is just {@code true}, the section with each of them {@code true}. */
    private static YamlNode switchedOn(Class<?> section, YamlNode node) {
        List<String> rules = Arrays.stream(section.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Published.class))
                .map(KeyNames::of)
                .toList();
        if (rules.isEmpty() || !isScalar(node, "true")) {
            return node;
        }
        YamlNode.Mapping mapping = YamlNode.Mapping.empty(node.where());
        rules.forEach(rule -> mapping.entries().put(rule, new YamlNode.Entry(node.where(), node)));
        return mapping;
    }

    private List<Object> sections(Class<?> type, YamlNode node, String key) {
        List<Object> sections = new ArrayList<>();
        if (node instanceof YamlNode.Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                sections.add(bind(type, item, key + "[" + sections.size() + "]"));
            }
        } else {
            problems.add(node.where(), key, "must be a list of sections, but is " + node.description());
        }
        return sections;
    }

    private List<Object> constants(Class<?> kind, YamlNode node, String key) {
        List<Object> constants = new ArrayList<>();
        for (String text : texts(node, key)) {
            Object constant = ScalarTypes.parse(kind, text);
            if (constant == null) {
                problems.add(
                        node.where(),
                        key,
                        "each item must be " + ScalarTypes.description(kind) + ", but one is " + text);
            } else {
                constants.add(constant);
            }
        }
        return constants;
    }

    private void checkLimits(RecordComponent component, Object parsed, YamlNode node, String key) {
        Within within = component.getAnnotation(Within.class);
        if (within != null && parsed instanceof Number number) {
            Interval interval = new Interval(within.value());
            if (!interval.contains(number.doubleValue())) {
                problems.add(node.where(), key, "must be " + interval.description() + ", but is " + number);
            }
        }
    }

    private List<String> texts(YamlNode node, String key) {
        List<String> texts = new ArrayList<>();
        if (!(node instanceof YamlNode.Sequence sequence)) {
            problems.add(node.where(), key, "must be a list such as [a, b], but is " + node.description());
            return texts;
        }
        for (YamlNode item : sequence.items()) {
            text(item, key, "each item must be a text").ifPresent(texts::add);
        }
        return texts;
    }

    private Map<String, String> properties(YamlNode node, String key) {
        Map<String, String> properties = new LinkedHashMap<>();
        entries(node, key)
                .forEach((name, entry) -> text(entry.value(), KeyNames.join(key, name), "must be one value")
                        .ifPresent(text -> properties.put(name, text)));
        return properties;
    }

    private Optional<String> text(YamlNode node, String key, String requirement) {
        if (node instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar.text());
        }
        problems.add(node.where(), key, requirement + ", but one is " + node.description());
        return Optional.empty();
    }

    private static <R> R construct(Class<R> type, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type + " refused values that were checked before", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must be a record of this package", e);
        }
    }
}
