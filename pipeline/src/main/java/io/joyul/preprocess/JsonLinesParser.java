package io.joyul.preprocess;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. */
record JsonLinesParser(Columns columns) implements LineParser {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public Iterator<RawRow> rows(Iterator<Line> lines) {
        return LineParser.each(lines, this::row);
    }

    private RawRow row(Line line) {
        Optional<ObjectNode> object = object(line.text());
        if (object.isEmpty()) {
            return new RawRow.Malformed(Reason.BROKEN_JSON, line.text());
        }
        JsonNode text = object.get().path(columns.text());
        return new RawRow.Fields(
                scalar(object.get(), columns.id()),
                text.isTextual() ? text.textValue() : null,
                scalar(object.get(), columns.label()),
                line.text());
    }

    /** The object that a line holds, or nothing when it holds anything else. */
    static Optional<ObjectNode> object(String line) {
        try {
            return MAPPER.readTree(line) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String scalar(ObjectNode object, @Nullable String column) {
        if (column == null) {
            return null;
        }
        JsonNode value = object.path(column);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    @Override
    public Cut cut() {
        return Cut.AT_ANY_LINE;
    }
}
