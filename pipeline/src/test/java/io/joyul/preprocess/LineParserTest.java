package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineParserTest {
    private static final Columns COLUMNS = new Columns("id", "text", "label");
    private static final List<String> HEADER = List.of("id", "text", "label");

    private static List<RawRow> rows(LineParser parser, String... lines) {
        List<RawRow> rows = new ArrayList<>();
        parser.rows(Arrays.stream(lines).map(line -> new Line(line, null)).iterator())
                .forEachRemaining(rows::add);
        return rows;
    }

    private static RawRow.Malformed malformed(Reason reason, String source) {
        return new RawRow.Malformed(reason, source);
    }

    @Test
    void tsvTakesColumnsByNameAndQuotesAsTheyStand() {
        TsvParser parser = new TsvParser(COLUMNS, List.of("label", "id", "other", "text"));
        assertThat(rows(parser, "1\t7\t\t\"그는 \"웃었다"))
                .containsExactly(new RawRow.Fields("7", "\"그는 \"웃었다", "1", "1\t7\t\t\"그는 \"웃었다"));
    }

    @Test
    void tsvRowWithAColumnTooFewOrTooManyIsSetAsideAndShiftsNothing() {
        assertThat(rows(new TsvParser(COLUMNS, HEADER), "1\ta", "2\tb\tc\t0", "", "3\td\t1"))
                .containsExactly(
                        malformed(Reason.COLUMN_COUNT, "1\ta"),
                        malformed(Reason.COLUMN_COUNT, "2\tb\tc\t0"),
                        malformed(Reason.COLUMN_COUNT, ""),
                        new RawRow.Fields("3", "d", "1", "3\td\t1"));
    }

    @Test
    void emptyTsvValuesAtTheEndAreValues() {
        assertThat(rows(new TsvParser(COLUMNS, HEADER), "\t\t")).containsExactly(new RawRow.Fields("", "", "", "\t\t"));
    }

    @Test
    void jsonLinesWantOneObjectALine() {
        assertThat(rows(
                        new JsonLinesParser(COLUMNS),
                        "{\"id\": 7, \"text\": \"좋다\", \"label\": true}",
                        "{\"id\": 7, \"text\": \"좋",
                        "[1]",
                        "{} {}",
                        ""))
                .containsExactly(
                        new RawRow.Fields("7", "좋다", "true", "{\"id\": 7, \"text\": \"좋다\", \"label\": true}"),
                        malformed(Reason.BROKEN_JSON, "{\"id\": 7, \"text\": \"좋"),
                        malformed(Reason.BROKEN_JSON, "[1]"),
                        malformed(Reason.BROKEN_JSON, "{} {}"),
                        malformed(Reason.BROKEN_JSON, ""));
    }

    @Test
    void jsonObjectThatHasAKeyTwiceIsBroken() {
        assertThat(rows(
                        new JsonLinesParser(COLUMNS),
                        "{\"text\": \"a\", \"label\": 1, \"text\": \"b\"}",
                        "{\"text\": \"a\", \"label\": 1, \"more\": {\"x\": 1, \"x\": 2}}"))
                .extracting(row -> ((RawRow.Malformed) row).reason())
                .containsExactly(Reason.BROKEN_JSON, Reason.BROKEN_JSON);
    }

    @Test
    void jsonValuesThatAreNullOrAbsentAreMissing() {
        String line = "{\"id\": null, \"text\": null}";
        assertThat(rows(new JsonLinesParser(COLUMNS), line)).containsExactly(new RawRow.Fields(null, null, null, line));
    }

    @Test
    void csvValuesHoldCommasQuotesAndLineEnds() {
        assertThat(rows(new CsvParser(COLUMNS, HEADER), "1,\"a, \"\"b\"\"", "", "c\",0", "2,d,1"))
                .containsExactly(
                        new RawRow.Fields("1", "a, \"b\"\n\nc", "0", "1,\"a, \"\"b\"\"\n\nc\",0"),
                        new RawRow.Fields("2", "d", "1", "2,d,1"));
    }

    @Test
    void csvQuoteThatIsNeverClosedCostsItsOwnLineOnly() {
        assertThat(rows(new CsvParser(COLUMNS, HEADER), "1,\"a,0", "2,b,1", "3,c,0"))
                .containsExactly(
                        malformed(Reason.BROKEN_QUOTES, "1,\"a,0"),
                        new RawRow.Fields("2", "b", "1", "2,b,1"),
                        new RawRow.Fields("3", "c", "0", "3,c,0"));
    }

    @Test
    void csvQuoteThatStaysOpenTooLongCostsItsOwnLineOnly() {
        List<String> lines = new ArrayList<>(Collections.nCopies(3 * CsvParser.LONGEST_ROW, "2,b,1"));
        lines.add(0, "1,\"a,0");
        List<RawRow> rows = rows(new CsvParser(COLUMNS, HEADER), lines.toArray(String[]::new));
        assertThat(rows).hasSize(lines.size());
        assertThat(rows.get(0)).isEqualTo(malformed(Reason.BROKEN_QUOTES, "1,\"a,0"));
        assertThat(rows.subList(1, rows.size())).containsOnly(new RawRow.Fields("2", "b", "1", "2,b,1"));
    }

    @Test
    void csvTextAfterAClosingQuoteIsBroken() {
        assertThat(rows(new CsvParser(COLUMNS, HEADER), "1,\"a\"b,0", "2,b", "3,c\"d,1"))
                .containsExactly(
                        malformed(Reason.BROKEN_QUOTES, "1,\"a\"b,0"),
                        malformed(Reason.COLUMN_COUNT, "2,b"),
                        new RawRow.Fields("3", "c\"d", "1", "3,c\"d,1"));
    }

    @Test
    void linesAreUtf8AndEndWithOrWithoutACarriageReturn() {
        byte[] sound = "좋다\r".getBytes(StandardCharsets.UTF_8);
        assertThat(Line.decode(sound, sound.length, 100)).isEqualTo(new Line("좋다", null));
        byte[] cut = Arrays.copyOf(sound, 2);
        assertThat(Line.decode(cut, cut.length, 100).fault()).isEqualTo(Reason.NOT_UTF8);
        List<RawRow> rows = new ArrayList<>();
        new PlainTextParser()
                .rows(List.of(Line.decode(cut, cut.length, 100)).iterator())
                .forEachRemaining(rows::add);
        assertThat(rows).containsExactly(malformed(Reason.NOT_UTF8, "\uFFFD"));
    }

    @Test
    void lineOfMoreBytesThanAllowedIsSetAside() {
        byte[] six = "좋다".getBytes(StandardCharsets.UTF_8);
        assertThat(Line.decode(six, six.length, 6).sound()).isTrue();
        assertThat(Line.decode(six, six.length, 5).fault()).isEqualTo(Reason.LINE_TOO_LONG);
    }

    @Test
    void jsonValuesOfAnotherTypeAreSetAsideByName() {
        assertThat(rows(
                        new JsonLinesParser(COLUMNS),
                        "{\"text\": 5, \"label\": 1}",
                        "{\"text\": [\"a\"], \"label\": 1}",
                        "{\"text\": \"a\", \"label\": {\"b\": 1}}"))
                .extracting(row -> ((RawRow.Malformed) row).reason())
                .containsExactly(Reason.TEXT_TYPE, Reason.TEXT_TYPE, Reason.LABEL_TYPE);
    }
}
