package io.joyul.preprocess;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Comma-separated values as RFC 4180 has them: a value may stand in quotes, with commas, line ends and doubled quotes
 * inside.
 *
 * <p>A quote that is not closed within {@link #LONGEST_ROW} lines condemns its own line only; the lines after it are read
 * afresh. A reader that went on to the next quote would lose all rows between without a word.
 */
record CsvParser(Columns columns, List<String> header) implements LineParser {
    /** Lines that one row may span. */
    static final int LONGEST_ROW = 200;

    @Override
    public Iterator<RawRow> rows(Iterator<Line> lines) {
        return new Rows(lines);
    }

    @Override
    public Cut cut() {
        return Cut.NOWHERE;
    }

    private final class Rows implements Iterator<RawRow> {
        private final Iterator<Line> lines;
        /** Lines that were read ahead and belong to rows still to come. */
        private final Deque<Line> ahead = new ArrayDeque<>();

        Rows(Iterator<Line> lines) {
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty() || lines.hasNext();
        }

        @Override
        public RawRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<Line> taken = new ArrayList<>();
            CsvRecord record = new CsvRecord();
            while (hasNext() && taken.size() < LONGEST_ROW) {
                Line line = ahead.isEmpty() ? lines.next() : ahead.removeFirst();
                taken.add(line);
                Reason fault = line.fault();
                if (fault != null) {
                    return giveBackAllButFirst(taken, taken.size() == 1 ? fault : Reason.BROKEN_QUOTES);
                }
                switch (record.add(line.text())) {
                    case COMPLETE -> {
                        return row(record, taken);
                    }
                    case BROKEN -> {
                        return giveBackAllButFirst(taken, Reason.BROKEN_QUOTES);
                    }
                    case OPEN -> {}
                }
            }
            return giveBackAllButFirst(taken, Reason.BROKEN_QUOTES);
        }

        private RawRow giveBackAllButFirst(List<Line> taken, Reason reason) {
            for (int i = taken.size() - 1; i > 0; i--) {
                ahead.addFirst(taken.get(i));
            }
            return new RawRow.Malformed(reason, taken.get(0).text());
        }

        private RawRow row(CsvRecord record, List<Line> taken) {
            String source = String.join("\n", taken.stream().map(Line::text).toList());
            return record.values().size() == header.size()
                    ? columns.pick(header, record.values(), source)
                    : new RawRow.Malformed(Reason.COLUMN_COUNT, source);
        }
    }
}
