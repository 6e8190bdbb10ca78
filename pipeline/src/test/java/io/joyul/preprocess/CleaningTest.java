package io.joyul.preprocess;

import static io.joyul.preprocess.RowFixtures.sound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.tokenize.train.TokenizerJson.Case;
import io.joyul.tokenize.train.WordPieceTrainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CleaningTest {
    @RegisterExtension
    static final SparkSuite SUITE = new SparkSuite();

    private static List<String> clean(List<Row> checked, int partitions, String... settings) {
        Dataset<Row> rows =
                SUITE.spark().createDataFrame(checked, RowCheck.SCHEMA).repartition(partitions);
        try (Cleaning cleaning = new Cleaning(RowFixtures.run(List.of(settings)), rows)) {
            return cleaning.clean().collectAsList().stream()
                    .map(row -> "%s %d %s %s: %s %s %s %s %s"
                            .formatted(
                                    row.getString(0),
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6),
                                    row.isNullAt(7) ? null : row.getLong(7),
                                    row.getLong(9)))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void lowestIdOfATextStaysAndTrainingTextsThatAreHeldOutAreMarked() {
        List<Row> rows = new ArrayList<>(List.of(
                sound(Split.TRAIN, 3, "좋다", "1"),
                sound(Split.TRAIN, 2, "좋다", "0"),
                sound(Split.TRAIN, 2, "좋다", "1"),
                sound(Split.TRAIN, 9, "샌다", "1"),
                sound(Split.TRAIN, 8, "샌다", "1"),
                sound(Split.DEV, 1, "샌다", "1"),
                sound(Split.DEV, 5, "둘 다", "0"),
                sound(Split.TEST, 6, "둘 다", "0"),
                sound(Split.PRETRAIN_TEXT, 7, "둘 다", null),
                sound(Split.PRETRAIN_TEXT, 7, "좋다", null),
                RowFactory.create("train", null, null, null, DropRule.EMPTY.label(), null, 0, 0),
                RowFactory.create("dev", null, null, null, Reason.BROKEN_JSON.label(), "{", 0, 0)));
        long seed = System.nanoTime();
        System.out.println("rows shuffled with seed " + seed);
        Collections.shuffle(rows, new Random(seed));
        assertThat(clean(rows, 3, "preprocess.near-leaks=false"))
                .containsExactly(
                        "dev 1 1 샌다: null null null null 1",
                        "dev 5 0 둘 다: null null null null 1",
                        "pretrain-text 7 null 둘 다: leaks-into-dev leaks-into-dev dev 5 1",
                        "pretrain-text 7 null 좋다: null null null null 1",
                        "test 6 0 둘 다: null null null null 1",
                        "train 2 0 좋다: null null null null 3",
                        "train 8 1 샌다: leaks-into-dev leaks-into-dev dev 1 2");
        assertThat(clean(rows, 3, "preprocess.leaks=report"))
                .contains(
                        "pretrain-text 7 null 둘 다: null leaks-into-dev dev 5 1",
                        "train 8 1 샌다: null leaks-into-dev dev 1 2");
    }

    private static final String FILM = "배우들의 연기가 좋았고 음악도 좋았던 오랜만에 본 재미있는 영화";

    @Test
    void nearLeaksAreFoundAcrossPunctuationCaseAndSmallEdits() {
        List<Row> rows = List.of(
                sound(Split.DEV, 1, FILM, "1"),
                sound(Split.TEST, 2, "SEQUELS are never as good as the first one was", "0"),
                sound(Split.TRAIN, 3, FILM + "!!!", "1"),
                sound(Split.TRAIN, 4, FILM + "다", "0"),
                sound(Split.TRAIN, 5, "sequels are never as good as the first one was...", "0"),
                sound(Split.TRAIN, 6, "배우들의 연기가 나빴고 음악도 나빴던 오랜만에 본 지루한 영화", "0"),
                sound(Split.PRETRAIN_TEXT, 7, "오, " + FILM, null));
        List<String> found = clean(rows, 2);
        assertThat(found)
                .filteredOn(row -> row.startsWith("train") || row.startsWith("pretrain"))
                .containsExactly(
                        "pretrain-text 7 null 오, " + FILM + ": leaks-into-dev leaks-into-dev dev 1 1",
                        "train 3 1 " + FILM + "!!!: leaks-into-dev leaks-into-dev dev 1 1",
                        "train 4 0 " + FILM + "다: leaks-into-dev leaks-into-dev dev 1 1",
                        "train 5 0 sequels are never as good as the first one was...: leaks-into-test leaks-into-test"
                                + " test 2 1",
                        "train 6 0 배우들의 연기가 나빴고 음악도 나빴던 오랜만에 본 지루한 영화: null null null null 1");
        assertThat(clean(rows, 2, "preprocess.near-leaks=false")).allMatch(row -> row.contains("null null null null"));
        assertThat(clean(rows, 2, "preprocess.near.similarity=1"))
                .filteredOn(row -> row.contains("leaks"))
                .hasSize(2);
    }

    @Test
    void ofNearDuplicatesTheFirstStaysAtAnyPartitioning() {
        List<Row> rows = new ArrayList<>();
        for (int id = 1; id <= 40; id++) {
            rows.add(sound(Split.TRAIN, id, FILM + "!".repeat(id), "1"));
            rows.add(sound(Split.TRAIN, 100 + id, "아주 다른 " + "글".repeat(3) + id * 7919 + "번째 " + id * 104729, "0"));
        }
        rows.add(sound(Split.DEV, 201, "개봉하자마자 보러 갔는데 자리가 없었다", "1"));
        rows.add(sound(Split.DEV, 202, "개봉하자마자 보러 갔는데 자리가 없었다.", "1"));
        List<String> one = clean(rows, 1, "preprocess.cleaning.near-duplicates=true");
        assertThat(one)
                .filteredOn(row -> row.contains(FILM))
                .hasSize(40)
                .filteredOn(row -> row.contains(": null"))
                .containsExactly("train 1 1 " + FILM + "!: null null null null 1");
        assertThat(one).filteredOn(row -> row.contains("near-duplicate")).hasSize(39);
        Collections.reverse(rows);
        assertThat(clean(rows, 7, "preprocess.cleaning.near-duplicates=true")).isEqualTo(one);
        assertThat(clean(rows, 3, "preprocess.cleaning.near-duplicates=true", "preprocess.cleaning.held-out=true"))
                .contains("dev 202 1 개봉하자마자 보러 갔는데 자리가 없었다.: near-duplicate null dev 201 1");
    }

    private static final String PARAGRAPH =
            "The tower on the hill was built in 1492 by masons who came up the river from the south, and it was painted "
                    + "white each spring until the war. A bell that weighs nine tons hangs under its roof; it is rung "
                    + "when a ship comes home. In the great fire of 1711 the stairs were lost, so that for forty years "
                    + "nobody went up. Since then it has been mended twice, and a lamp was put beside the bell.";

    private static Row question(Split split, long id, String question, String paragraph) {
        return content(split, id, new Content.Question(null, question, paragraph, List.of()));
    }

    private static Row pair(Split split, long id, String first, String second, String label) {
        return content(split, id, new Content.Pair(first, second, label));
    }

    private static Row content(Split split, long id, Content content) {
        return sound(split, id, String.join(" ", content.parts()), content.toJson());
    }

    /** The ids of the rows that go or are found to leak, each with its rule. */
    private static List<String> rules(List<Row> checked, String... settings) {
        Dataset<Row> rows =
                SUITE.spark().createDataFrame(checked, RowCheck.SCHEMA).repartition(3);
        try (Cleaning cleaning = new Cleaning(RowFixtures.run(List.of(settings)), rows)) {
            return cleaning.clean().filter("rule is not null").collectAsList().stream()
                    .map(row -> row.getLong(1) + " " + row.getString(4) + " " + row.getLong(7))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void questionsToOneParagraphAreNearOnlyWhereTheQuestionsAre() {
        String reworded = PARAGRAPH.replace("the great fire", "a great fire");
        List<Row> rows = List.of(
                question(Split.DEV, 1, "How many tons does the bell of the tower weigh?", PARAGRAPH),
                question(Split.TRAIN, 2, "In which year was the tower on the hill built?", PARAGRAPH),
                question(Split.TRAIN, 3, "What was lost in the great fire?", PARAGRAPH),
                question(Split.TRAIN, 4, "Who painted it?", PARAGRAPH),
                question(Split.TRAIN, 5, "So in which year was the tower on the hill built?", reworded),
                question(Split.TRAIN, 6, "How many tons does the bell of the tower weigh", reworded),
                question(
                        Split.TRAIN,
                        7,
                        "How many tons does the bell of the tower weigh?",
                        "Of that nothing is known."));
        String[] spans = {"input.task=spans", "input.pair-column=q", "preprocess.cleaning.near-duplicates=true"};
        assertThat(rules(rows, spans)).containsExactly("5 near-duplicate 2", "6 leaks-into-dev 1");
    }

    @Test
    void pairsWithOneFirstTextAreNearOnlyWhereTheSecondAreEitherWayRound() {
        String premise = PARAGRAPH;
        List<Row> rows = List.of(
                pair(Split.DEV, 1, premise, "A bell hangs under the roof of the tower.", "yes"),
                pair(Split.TRAIN, 2, premise, "Nobody has ever heard of a bell there.", "no"),
                pair(Split.TRAIN, 3, premise, "The tower was painted white in the spring.", "yes"),
                pair(Split.TRAIN, 4, premise, "The tower was never painted.", "no"),
                pair(Split.TRAIN, 5, premise, "The tower was painted white in the springs.", "no"),
                pair(Split.TRAIN, 6, "A bell hangs under the roof of the tower!", premise, "yes"));
        assertThat(rules(rows, "input.task=pairs", "input.pair-column=b", "preprocess.cleaning.near-duplicates=true"))
                .containsExactly("5 near-duplicate 3", "6 leaks-into-dev 1");
    }

    @Test
    void answersAndTurnsThatShareAPromptAreNotNear() {
        List<Row> preferences = List.of(
                content(Split.DEV, 1, new Content.Preference(PARAGRAPH, "It is a tower with a bell.", "I cannot say.")),
                content(Split.TRAIN, 2, new Content.Preference(PARAGRAPH, "Nine tons, and it is old.", "None at all.")),
                content(
                        Split.TRAIN,
                        3,
                        new Content.Preference(PARAGRAPH, "It is a tower with a bell", "I cannot say!")));
        assertThat(rules(preferences, "input.task=preference", "input.pair-column=b", "input.rejected-column=c"))
                .containsExactly("3 leaks-into-dev 1");
        List<Row> dialogues = List.of(
                dialogue(Split.DEV, 1, "How heavy is the bell?", "It weighs nine tons, as the text says."),
                dialogue(Split.TRAIN, 2, "Why were the stairs lost?", "They burnt in the great fire of 1711."),
                dialogue(Split.TRAIN, 3, "How heavy is that bell?", "It weighs nine tons, as the text says!"));
        assertThat(rules(dialogues, "input.task=dialogue")).containsExactly("3 leaks-into-dev 1");
    }

    private static Row dialogue(Split split, long id, String asked, String answered) {
        return content(
                split,
                id,
                new Content.Dialogue(List.of(
                        new Content.Turn(Content.Speaker.USER, PARAGRAPH),
                        new Content.Turn(Content.Speaker.USER, asked),
                        new Content.Turn(Content.Speaker.ASSISTANT, answered))));
    }

    @Test
    void nearQuestionIsFoundAmongHundredsToOneParagraph() {
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int id = 1; id <= 400; id++) {
            String words = random.ints(8, 'a', 'z' + 1)
                    .mapToObj(letter -> Character.toString(letter).repeat(3) + random.nextInt(100))
                    .collect(Collectors.joining(" "));
            rows.add(question(Split.TRAIN, id, words + "?", PARAGRAPH));
            rows.add(question(Split.DEV, 1000 + id, "Who of " + words + " is not asked again here?", PARAGRAPH));
        }
        Content.Question first = Content.of(rows.get(0).getString(3), Content.Question.class);
        Content.Question held = Content.of(rows.get(1).getString(3), Content.Question.class);
        rows.add(question(Split.TRAIN, 500, first.question() + "!", PARAGRAPH + "!"));
        rows.add(question(Split.TRAIN, 501, held.question() + "!", PARAGRAPH + "!"));
        assertThat(rules(rows, "input.task=spans", "input.pair-column=q", "preprocess.cleaning.near-duplicates=true"))
                .containsExactly("500 near-duplicate 1", "501 leaks-into-dev 1001");
    }

    @Test
    void samplesAreTheSameAtAnyPartitioning() {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(SUITE.spark().sparkContext());
        List<DroppedRow> rows = new ArrayList<>();
        for (int id = 0; id < 500; id++) {
            rows.add(new DroppedRow("train", id % 2 == 0 ? "a" : "b", id, "text " + id, null, null, null));
        }
        List<DroppedRow> few = DroppedRows.pick(context.parallelize(rows, 1), 3);
        assertThat(few).hasSize(6).extracting(DroppedRow::rule).containsExactly("a", "a", "a", "b", "b", "b");
        assertThat(few).extracting(DroppedRow::id).isNotEqualTo(List.of(0L, 2L, 4L, 1L, 3L, 5L));
        Collections.shuffle(rows, new Random(3));
        assertThat(DroppedRows.pick(context.parallelize(rows, 7), 3)).isEqualTo(few);
        assertThat(DroppedRows.pick(context.parallelize(rows, 7), 0)).isEmpty();
    }

    @Test
    void booksThatDoNotBalanceStopTheRun() {
        RowCounts counts = new RowCounts(Split.TRAIN, "train.tsv");
        counts.addRead(12);
        counts.addSound(9);
        counts.addOutcome("empty", 2);
        assertThatThrownBy(() -> counts.balance("read", counts.read(), counts.kept()))
                .hasMessageContaining("train: read: of 12 rows it handed on 9, dropped 2 and set aside 0");
        counts.addSound(1);
        counts.balance("read", counts.read(), counts.kept());
        assertThatThrownBy(() -> counts.balance("clean", 9, 9))
                .hasMessageContaining("train: clean: 10 rows were handed on to it, but it found 9");
        assertThatThrownBy(() -> counts.balance("clean", 10, 9))
                .hasMessageContaining("of 10 rows it handed on 9, dropped 0 and set aside 0");
    }

    @Test
    void wordsAreCountedAlikeAtAnyPartitioning() {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(SUITE.spark().sparkContext());
        List<String> texts = List.of("ㅋㅋ 좋다!", "Good, 좋다", "good 좋다 ㅋㅋ");
        for (int partitions : new int[] {1, 2, 7}) {
            assertThat(VocabularyTraining.wordCounts(context.parallelize(texts, partitions), words(Case.LOWERED), 100)
                            .counts())
                    .isEqualTo(Map.of("ㅋㅋ", 2L, "좋다", 3L, "!", 1L, "good", 2L, ",", 1L));
        }
    }

    @Test
    void rarestWordsStayBehindWhenThereAreTooMany() {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(SUITE.spark().sparkContext());
        assertThat(VocabularyTraining.wordCounts(
                        context.parallelize(List.of("a a a b b c c d", "e"), 2), words(Case.KEPT), 4))
                .isEqualTo(new VocabularyTraining.Counted(Map.of("a", 3L, "b", 2L, "c", 2L), 5, 2));
    }

    private static String words(Case letters) {
        return new WordPieceTrainer(100, 1, 100, letters).untrained();
    }
}
