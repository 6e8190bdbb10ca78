package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import io.joyul.tokenize.train.TokenizerJson.Case;
import io.joyul.tokenize.train.WordPieceTrainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CleaningTest {
    private static final Suite SUITE = new Suite();

    /** Spark's test kit, kept at arm's length: it is made for JUnit 4. */
    private static final class Suite extends JavaDatasetSuiteBase {
        @Override
        public boolean enableHiveSupport() {
            return false;
        }
    }

    @BeforeAll
    static void start() {
        SUITE.runBefore();
    }

    @AfterAll
    static void stop() {
        JavaDatasetSuiteBase.runAfterClass();
    }

    private static Row sound(Split split, long id, String text, @Nullable String label) {
        return RowFactory.create(split.label(), id, text, label, null, null);
    }

    private static Row distinct(Split split, long id, @Nullable String label, String text, boolean leaked) {
        return RowFactory.create(split.label(), id, label, text, leaked);
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
                RowFactory.create("train", null, null, null, DropRule.EMPTY.label(), null),
                RowFactory.create("dev", null, null, null, Reason.BROKEN_JSON.label(), "{")));
        long seed = System.nanoTime();
        System.out.println("rows shuffled with seed " + seed);
        Collections.shuffle(rows, new Random(seed));
        StructType schema = new StructType()
                .add("split", DataTypes.StringType, true)
                .add("id", DataTypes.LongType, true)
                .add("label", DataTypes.StringType, true)
                .add("text", DataTypes.StringType, false)
                .add("leaked", DataTypes.BooleanType, true);
        Dataset<Row> expected = SUITE.spark()
                .createDataFrame(
                        List.of(
                                distinct(Split.TRAIN, 2, "0", "좋다", false),
                                distinct(Split.TRAIN, 8, "1", "샌다", true),
                                distinct(Split.DEV, 1, "1", "샌다", false),
                                distinct(Split.DEV, 5, "0", "둘 다", false),
                                distinct(Split.TEST, 6, "0", "둘 다", false),
                                distinct(Split.PRETRAIN_TEXT, 7, null, "둘 다", true),
                                distinct(Split.PRETRAIN_TEXT, 7, null, "좋다", false)),
                        schema);
        Dataset<Row> found = Cleaning.distinct(SUITE.spark().createDataFrame(rows, RowCheck.SCHEMA));
        SUITE.assertDataFrameNoOrderEquals(expected, SUITE.spark().createDataFrame(found.toJavaRDD(), schema));
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
