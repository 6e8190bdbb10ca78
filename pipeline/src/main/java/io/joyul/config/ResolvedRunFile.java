package io.joyul.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a run as a complete run file, defaults and overrides filled in: what is kept beside a report or a checkpoint
 * repeats the run. Loading it gives an equal {@link RunConfig}.
 */
public final class ResolvedRunFile {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private ResolvedRunFile() {}

    public static String text(RunConfig config) {
        return "# Resolved by Joyul: every key with the value that the run used.\n" + sectionText(config);
    }

    /** One section, such as a {@link TrainingConfig}, as YAML: equal sections give equal texts. */
    public static String sectionText(Record section) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, section);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Every key with its value, as {@code training.ranks}; items of a list are numbered. */
    public static Map<String, String> flat(Record section) {
        Map<String, String> values = new TreeMap<>();
        try {
            flatten("", new YAMLMapper(FACTORY).readTree(sectionText(section)), values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static void flatten(String key, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(child -> flatten(KeyNames.join(key, child.getKey()), child.getValue(), values));
        } else if (node.isArray() && node.size() > 0 && node.get(0).isObject()) {
            for (int index = 0; index < node.size(); index++) {
                flatten(KeyNames.join(key, Integer.toString(index)), node.get(index), values);
            }
        } else {
            values.put(key, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static void write(JsonGenerator generator, Record section) throws IOException {
        generator.writeStartObject();
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            Object value = value(component, section);
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value == null || isExcluded(component, section)) {
                continue;
            }
            generator.writeFieldName(KeyNames.of(component));
            boolean isAuto = component.isAnnotationPresent(OrAuto.class) && value.equals(OrAuto.AUTO);
            writeValue(generator, isAuto ? OrAuto.TEXT : value);
        }
        generator.writeEndObject();
    }

    private static void writeValue(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Record section) {
            write(generator, section);
        } else if (value instanceof List<?> items) {
            generator.writeStartArray();
            for (Object item : items) {
                writeValue(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> properties) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> property : new TreeMap<>(properties).entrySet()) {
                generator.writeStringField(
                        property.getKey().toString(), property.getValue().toString());
            }
            generator.writeEndObject();
        } else if (value instanceof Enum<?> constant) {
            generator.writeString(KeyNames.of(constant));
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeNumber(value.toString());
        }
    }

    private static boolean isExcluded(RecordComponent component, Record section) {
        ExcludedBy excluded = component.getAnnotation(ExcludedBy.class);
        if (excluded == null) {
            return false;
        }
        for (RecordComponent sibling : section.getClass().getRecordComponents()) {
            if (KeyNames.of(sibling).equals(excluded.value())) {
                return value(sibling, section) instanceof Optional<?> optional && optional.isPresent();
            }
        }
        throw new IllegalStateException(component + " is excluded by a sibling that does not exist");
    }

    private static Object value(RecordComponent component, Record section) {
        try {
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " must be readable", e);
        }
    }
}
