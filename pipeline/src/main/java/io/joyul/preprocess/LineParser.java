package io.joyul.preprocess;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Function;

/** Makes rows of the lines of one file, or of one part of it. Travels to the executors. */
sealed interface LineParser extends Serializable permits TsvParser, CsvParser, JsonLinesParser, PlainTextParser {
    /** Rows in the order of their lines, without the header's; none is left out. */
    Iterator<RawRow> rows(Iterator<Line> lines);

    /** How a file may be cut for several tasks. */
    Cut cut();

    /** Where one task's part of a file may end. */
    enum Cut {
        AT_ANY_LINE,
        /** A row may go on over the end of a line, so a file must be read from its start. */
        NOWHERE
    }

    /** One row for each line. */
    static Iterator<RawRow> each(Iterator<Line> lines, Function<Line, RawRow> parse) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return lines.hasNext();
            }

            @Override
            public RawRow next() {
                Line line = lines.next();
                Reason fault = line.fault();
                return fault == null ? parse.apply(line) : new RawRow.Malformed(fault, line.text());
            }
        };
    }
}
