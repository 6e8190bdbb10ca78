package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One object of a tokenizer.json, whose every key must be known: what is not understood is refused by its name. */
final class Fields {
    private final String path;
    private final JsonNode node;

    private Fields(String path, JsonNode node) {
        this.path = path;
        this.node = node;
    }

    /** An object that may have these keys and no others. */
    static Fields of(String path, JsonNode node, String... known) {
        if (!node.isObject()) {
            throw unsupported(path + " is " + shown(node) + " where an object should stand");
        }
        List<String> names = Arrays.asList(known);
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!names.contains(key)) {
                throw unsupported(child(path, key) + " is not supported; known there: " + String.join(", ", names));
            }
        }
        return new Fields(path, node);
    }

    /** The {@code type} of a part, which decides how the rest is read. */
    static String type(String path, JsonNode node) {
        JsonNode type = node.path("type");
        if (!type.isTextual()) {
            throw unsupported(path + ".type is " + shown(type) + " where a name should stand");
        }
        return type.textValue();
    }

    static JoyulException unsupported(String what) {
        return new JoyulException(ErrorCode.TOKENIZER_UNSUPPORTED, "tokenizer.json: " + what);
    }

    static JoyulException unsupportedType(String path, String type, String supported) {
        return unsupported(path + " of type " + type + " is not supported; supported: " + supported);
    }

    /** A value, or null where it is absent or {@code null}. */
    @Nullable
    JsonNode optional(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    JsonNode required(String key) {
        JsonNode value = optional(key);
        if (value == null) {
            throw unsupported(path(key) + " is missing");
        }
        return value;
    }

    String text(String key) {
        JsonNode value = required(key);
        if (!value.isTextual()) {
            throw wrong(key, value, "text");
        }
        return value.textValue();
    }

    boolean flag(String key, boolean absent) {
        JsonNode value = optional(key);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    int count(String key, int absent) {
        return optional(key) == null ? absent : count(key);
    }

    int count(String key) {
        JsonNode value = required(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw wrong(key, value, "a whole number of at least 0");
        }
        return value.intValue();
    }

    JsonNode list(String key) {
        JsonNode value = required(key);
        if (!value.isArray()) {
            throw wrong(key, value, "a list");
        }
        return value;
    }

    /** Where a key stands in the file. */
    String path(String key) {
        return child(path, key);
    }

    private static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private JoyulException wrong(String key, JsonNode value, String expected) {
        return unsupported(path(key) + " is " + shown(value) + " where " + expected + " should stand");
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
