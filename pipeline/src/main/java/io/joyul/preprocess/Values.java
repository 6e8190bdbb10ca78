package io.joyul.preprocess;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads columns that hold more than one value. */
final class Values {
    /** What stands behind a value, and a name that stands twice in an object, would otherwise be lost in silence. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Values() {}

    /** A JSON array of texts or, when it does not begin like one, words with white space between them. */
    static Optional<List<String>> texts(String column) {
        if (!column.stripLeading().startsWith("[")) {
            return Optional.of(
                    column.isBlank() ? List.of() : Arrays.asList(column.strip().split("\\s+")));
        }
        Optional<ArrayNode> array = array(column);
        if (array.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array.get()) {
            if (!item.isValueNode() || item.isNull()) {
                return Optional.empty();
            }
            texts.add(item.asText());
        }
        return Optional.of(texts);
    }

    /** The JSON array in a column, or nothing when it holds anything else. */
    static Optional<ArrayNode> array(String column) {
        return tree(column).filter(ArrayNode.class::isInstance).map(ArrayNode.class::cast);
    }

    /** The JSON in a column or line, or nothing when it is none. */
    static Optional<JsonNode> tree(String column) {
        try {
            return Optional.ofNullable(MAPPER.readTree(column));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A component that is a text, or nothing. */
    static Optional<String> text(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.path(name);
            if (value.isTextual()) {
                return Optional.of(value.textValue());
            }
        }
        return Optional.empty();
    }
}
