package io.joyul.preprocess;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The rows of one part of a file of lines, and how many there must be: as many as lines come in, the header left out. Where
 * a row may go on over the end of a line, only the parser can tell where it ends; there the line ends in the rows' sources
 * are taken off, so that a line that is in no row is missed all the same.
 *
 * @param <L> a line as Hadoop gives it
 */
final class CountedLines<L> implements Iterator<RawRow> {
    private final Iterator<L> lines;
    private final Predicate<L> header;
    private final Iterator<RawRow> rows;
    private final LongConsumer count;
    private long taken;
    private long goingOn;
    private boolean counted;

    /**
     * @param header whether a line is one
     * @param parse makes rows of the lines
     * @param count hears at the end how many rows there must have been
     */
    CountedLines(
            Iterator<L> lines, Predicate<L> header, Function<Iterator<L>, Iterator<RawRow>> parse, LongConsumer count) {
        this.lines = lines;
        this.header = header;
        this.rows = parse.apply(new Taken());
        this.count = count;
    }

    private final class Taken implements Iterator<L> {
        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public L next() {
            L line = lines.next();
            if (!header.test(line)) {
                taken++;
            }
            return line;
        }
    }

    @Override
    public boolean hasNext() {
        if (rows.hasNext()) {
            return true;
        }
        if (!counted) {
            counted = true;
            // Those that nobody has asked for came in, too.
            Iterator<L> left = new Taken();
            left.forEachRemaining(line -> {});
            count.accept(taken - goingOn);
        }
        return false;
    }

    @Override
    public RawRow next() {
        RawRow row = rows.next();
        String source = row.source();
        for (int end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) {
            goingOn++;
        }
        return row;
    }
}
