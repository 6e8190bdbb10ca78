package io.joyul.preprocess;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Tab-separated values without quoting: a quote is a character like any other, and no value holds a tab. */
record TsvParser(Columns columns, List<String> header) implements LineParser {
    @Override
    public Iterator<RawRow> rows(Iterator<Line> lines) {
        return LineParser.each(lines, this::row);
    }

    private RawRow row(Line line) {
        List<String> values = values(line.text());
        return values.size() == header.size()
                ? columns.pick(header, values, line.text())
                : new RawRow.Malformed(Reason.COLUMN_COUNT, line.text());
    }

    /** The values of a line; an empty one between two tabs, or at the end, is a value too. */
    static List<String> values(String line) {
        return Arrays.asList(line.split("\t", -1));
    }

    @Override
    public Cut cut() {
        return Cut.AT_ANY_LINE;
    }
}
