package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. */
record JsonLinesParser(Columns columns) implements LineParser {
    @Override
    public Iterator<RawRow> rows(Iterator<Line> lines) {
        return LineParser.each(lines, this::row);
    }

    private RawRow row(Line line) {
        Optional<ObjectNode> object = object(line.text());
        if (object.isEmpty()) {
            return new RawRow.Malformed(Reason.BROKEN_JSON, line.text());
        }
        ObjectNode row = object.get();
        return switch (columns.values()) {
            case SINGLE -> {
                JsonNode text = row.path(columns.text());
                if (!text.isTextual() && !text.isMissingNode() && !text.isNull()) {
                    yield new RawRow.Malformed(Reason.TEXT_TYPE, line.text());
                }
                if (columns.label() != null && row.path(columns.label()).isContainerNode()) {
                    yield new RawRow.Malformed(Reason.LABEL_TYPE, line.text());
                }
                yield new RawRow.Fields(
                        scalar(row, columns.id()),
                        text.isTextual() ? text.textValue() : null,
                        scalar(row, columns.label()),
                        line.text());
            }
            case ANY -> fields(columns, row, line.text());
        };
    }

    /** The fields of an object of which some hold arrays or objects. */
    static RawRow.Fields fields(Columns columns, ObjectNode row, String source) {
        return columns.fields(
                column -> {
                    JsonNode value = row.path(column);
                    if (value.isContainerNode()) {
                        return value.toString();
                    }
                    return scalar(row, column);
                },
                source);
    }

    /** The object that a line holds, or nothing when it holds anything else. */
    static Optional<ObjectNode> object(String line) {
        return Values.tree(line).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
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
