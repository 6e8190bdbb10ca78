package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.preprocess.ColumnType.Form;
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
        Reason wrongType = columns.wrongType(column -> Form.of(row.path(column)));
        return wrongType == null
                ? columns.fields(column -> value(row.path(column)), line.text())
                : new RawRow.Malformed(wrongType, line.text());
    }

    /** The object that a line holds, or nothing when it holds anything else. */
    static Optional<ObjectNode> object(String line) {
        return Values.tree(line).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    private static @Nullable String value(JsonNode value) {
        if (value.isContainerNode()) {
            return value.toString();
        }
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    @Override
    public Cut cut() {
        return Cut.AT_ANY_LINE;
    }
}
