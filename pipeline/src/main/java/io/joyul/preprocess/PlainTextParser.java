package io.joyul.preprocess;

import java.util.Iterator;

/** Plain text: each line is a row with one column. */
record PlainTextParser() implements LineParser {
    @Override
    public Iterator<RawRow> rows(Iterator<Line> lines) {
        return LineParser.each(lines, line -> new RawRow.Fields(null, line.text(), null, line.text()));
    }

    @Override
    public Cut cut() {
        return Cut.AT_ANY_LINE;
    }
}
