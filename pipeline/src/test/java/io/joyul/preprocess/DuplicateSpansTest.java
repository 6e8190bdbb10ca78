package io.joyul.preprocess;

import static io.joyul.preprocess.RowFixtures.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DuplicateSpansTest {
    private static final String SETTING = "preprocess.cleaning.c4.duplicate-spans=3";
    private static final String NOTICE = "이 글은 공개다. 출처를 밝혀라. 그대로 옮겨라.";

    @RegisterExtension
    static final SparkSuite SUITE = new SparkSuite();

    private static Row document(long id, String text) {
        String content = new Content.Document(text, "1").toJson();
        return sound(Split.TRAIN, id, text.replaceAll("\\s+", " "), content);
    }

    private static Map<Split, RowCounts> counts(List<Row> checked) {
        Map<Split, RowCounts> counts = new EnumMap<>(Split.class);
        for (Row row : checked) {
            Split split = Split.of(row.getString(0));
            RowCounts count = counts.computeIfAbsent(split, unseen -> new RowCounts(split, "test"));
            count.addRead(1);
            if (row.isNullAt(4)) {
                count.addSound(1);
            } else {
                count.addOutcome(row.getString(4), 1);
            }
        }
        counts.values().forEach(count -> count.balance("read", count.read(), count.kept()));
        return counts;
    }

    private record Taken(List<String> rows, Map<Split, RowCounts> counts) {}

    /** The rows as {@code split id text (outcome)}, and their counts after the reading. */
    private static Taken take(List<Row> checked, int partitions, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(0, SETTING);
        RunConfig run = RowFixtures.run(all);
        Map<Split, RowCounts> counts = counts(checked);
        Dataset<Row> rows =
                SUITE.spark().createDataFrame(checked, RowCheck.SCHEMA).repartition(partitions);
        try (DuplicateSpans spans = DuplicateSpans.takeOut(run, rows, counts)) {
            List<String> shown = new ArrayList<>();
            spans.rows().filter("outcome is null").collectAsList().forEach(row -> shown.add(shown(row)));
            spans.dropped().collectAsList().forEach(row -> shown.add(shown(row) + " (" + row.getString(4) + ")"));
            Collections.sort(shown);
            return new Taken(shown, counts);
        }
    }

    private static String shown(Row row) {
        return row.getString(0) + " " + row.getLong(1) + " " + row.getString(2);
    }

    @Test
    void firstTextKeepsWhatOthersLose() {
        List<Row> rows = new ArrayList<>(List.of(
                sound(Split.TRAIN, 5, "앞말이다. " + NOTICE + " 뒷말이다.", "0"),
                sound(Split.TRAIN, 2, NOTICE + " 제 말이다.", "1"),
                sound(Split.TRAIN, 7, NOTICE, "0"),
                sound(Split.TRAIN, 8, "두 문장만 같다. 출처를 밝혀라. 그대로 옮겨라.", "0"),
                sound(Split.DEV, 1, NOTICE + " 시험이다.", "0"),
                sound(Split.PRETRAIN_TEXT, 9, "따로 센다. " + NOTICE, null),
                RowFactory.create("train", 3L, "짧다", null, "min-words", null, 0, 0)));
        for (int partitions : new int[] {1, 4}) {
            Collections.shuffle(rows, new Random(partitions));
            Taken taken = take(rows, partitions);
            assertThat(taken.rows())
                    .containsExactly(
                            "dev 1 " + NOTICE + " 시험이다.",
                            "pretrain-text 9 따로 센다. " + NOTICE,
                            "train 2 " + NOTICE + " 제 말이다.",
                            "train 3 짧다 (min-words)",
                            "train 5 앞말이다. 뒷말이다.",
                            "train 7 " + NOTICE + " (c4-duplicate-spans)",
                            "train 8 두 문장만 같다. 출처를 밝혀라. 그대로 옮겨라.");
            RowCounts train = Objects.requireNonNull(taken.counts().get(Split.TRAIN));
            assertThat(train.dropped()).isEqualTo(Map.of("min-words", 1L, "c4-duplicate-spans", 1L));
            assertThat(train.sentencesRemoved()).isEqualTo(3);
            assertThat(train.kept()).isEqualTo(3);
            assertThat(train.balances().get(1)).isEqualTo(new RowBalance("spans", "train", 4, 0, 3, 1, 0));
        }
    }

    @Test
    void rowsOfOneTextLoseTheSame() {
        assertThat(take(
                                List.of(
                                        sound(Split.TRAIN, 1, NOTICE, "0"),
                                        sound(Split.TRAIN, 2, "또 있다. " + NOTICE, "1"),
                                        sound(Split.TRAIN, 3, NOTICE, "1"),
                                        sound(Split.TRAIN, 4, "또 있다. " + NOTICE, "0")),
                                2)
                        .rows())
                .containsExactly("train 1 " + NOTICE, "train 2 또 있다.", "train 3 " + NOTICE, "train 4 또 있다.");
    }

    @Test
    void textThatRepeatsItselfKeepsTheFirstTime() {
        assertThat(take(List.of(sound(Split.TRAIN, 1, NOTICE + " 사이. " + NOTICE, "0")), 1)
                        .rows())
                .containsExactly("train 1 " + NOTICE + " 사이.");
        assertThat(take(List.of(sound(Split.TRAIN, 1, "네. 네. 네. 네. 네.", "0")), 1)
                        .rows())
                .containsExactly("train 1 네. 네. 네.");
    }

    @Test
    void whatIsLeftIsJudgedAgain() {
        List<Row> rows = List.of(
                sound(Split.TRAIN, 1, NOTICE, "0"), sound(Split.TRAIN, 2, "한 문장이 남는다. " + NOTICE + " 끝이다.", "0"));
        assertThat(take(rows, 2, "preprocess.cleaning.c4.min-sentences=3").rows())
                .contains("train 2 한 문장이 남는다. " + NOTICE + " 끝이다. (c4-min-sentences)");
        assertThat(take(rows, 2, "preprocess.cleaning.length.min-words=4").rows())
                .contains("train 2 한 문장이 남는다. 끝이다.");
    }

    @Test
    void documentKeepsItsLinesAndItsClass() {
        List<Row> rows = List.of(document(1, "가나다.\n라마바.\n사아자."), document(2, "첫 줄이다.\n가나다.\n라마바. 사아자.\n\n끝 줄이다."));
        RunConfig run = RowFixtures.run("task: documents, text-column: t", List.of(SETTING));
        Dataset<Row> checked = SUITE.spark().createDataFrame(rows, RowCheck.SCHEMA);
        try (DuplicateSpans spans = DuplicateSpans.takeOut(run, checked, counts(rows))) {
            Row second = spans.rows().filter("id = 2").first();
            assertThat(second.getString(2)).isEqualTo("첫 줄이다. 끝 줄이다.");
            assertThat(Content.of(second.getString(3))).isEqualTo(new Content.Document("첫 줄이다.\n끝 줄이다.", "1"));
            assertThat(second.getInt(8)).isEqualTo(3);
        }
    }

    @Test
    void pairsAreLeftAsTheyAre() {
        RunConfig run = RowFixtures.run("task: pairs, text-column: t, pair-column: p", List.of(SETTING));
        Row pair = sound(Split.TRAIN, 1, NOTICE, new Content.Pair(NOTICE, NOTICE, "1").toJson());
        List<Row> rows = List.of(pair);
        Dataset<Row> checked = SUITE.spark().createDataFrame(rows, RowCheck.SCHEMA);
        try (DuplicateSpans spans = DuplicateSpans.takeOut(run, checked, counts(rows))) {
            assertThat(spans.rows().select("label").collectAsList()).containsExactly(RowFactory.create(pair.get(3)));
        }
    }

    @Test
    void spanThatStandsInVeryManyTextsIsFoundInAllOfThem() {
        List<Row> rows = IntStream.range(0, 3_000)
                .mapToObj(i -> sound(Split.TRAIN, i, "본문 " + i + "이다. " + NOTICE, "0"))
                .toList();
        List<String> kept = take(rows, 8).rows();
        assertThat(kept).hasSize(3_000).contains("train 0 본문 0이다. " + NOTICE, "train 2999 본문 2999이다.");
        assertThat(kept).filteredOn(row -> row.contains("공개")).hasSize(1);
    }
}
