package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CountedLinesTest {
    private static final List<String> LINES = List.of("id,text,label", "1,a,0", "2,\"b", "c\",1", "", "3,\"d,0");

    /** Rows of a parser, and how many there must have been. */
    private record Read(List<RawRow> rows, List<Long> counts) {}

    private static Read read(Function<Iterator<String>, Iterator<RawRow>> parse) {
        List<Long> counts = new ArrayList<>();
        List<RawRow> rows = new ArrayList<>();
        new CountedLines<>(LINES.iterator(), LINES.get(0)::equals, parse, counts::add).forEachRemaining(rows::add);
        return new Read(rows, counts);
    }

    /** A reader that leaves the header out, and so many lines more. */
    private static Function<Iterator<String>, Iterator<RawRow>> skipping(LineParser parser, int more) {
        return lines -> {
            for (int line = 0; line < 1 + more; line++) {
                lines.next();
            }
            List<Line> rest = new ArrayList<>();
            lines.forEachRemaining(line -> rest.add(new Line(line, null)));
            return parser.rows(rest.iterator());
        };
    }

    @Test
    void everyLineIsARowButForTheHeaderAndThoseOnWhichARowGoesOn() {
        LineParser csv = new CsvParser(new Columns("id", "text", "label"), List.of("id", "text", "label"));
        Read read = read(skipping(csv, 0));
        assertThat(read.rows()).hasSize(4);
        assertThat(read.counts()).containsExactly(4L);
        assertThat(read(skipping(new PlainTextParser(), 0)).counts()).containsExactly(5L);
    }

    @Test
    void linesThatAReaderLeavesOutAreCountedAllTheSame() {
        Read skipped = read(skipping(new PlainTextParser(), 2));
        assertThat(skipped.rows()).hasSize(3);
        assertThat(skipped.counts()).containsExactly(5L);

        Read stopped = read(lines -> {
            lines.next();
            return new PlainTextParser()
                    .rows(List.of(new Line(lines.next(), null)).iterator());
        });
        assertThat(stopped.rows()).hasSize(1);
        assertThat(stopped.counts()).containsExactly(5L);
    }

    @Test
    void partThatIsReadAgainCountsOnce() {
        RowsRead task = new RowsRead();
        task.add(new RowsRead.Part("a:0+10", 3));
        RowsRead again = task.copy();
        again.add(new RowsRead.Part("a:10+10", 4));
        RowsRead driver = new RowsRead();
        driver.merge(task);
        driver.merge(again);
        assertThat(driver.value()).isEqualTo(7);
        assertThat(task.value()).isEqualTo(3);
        assertThat(driver.copyAndReset().isZero()).isTrue();
    }
}
