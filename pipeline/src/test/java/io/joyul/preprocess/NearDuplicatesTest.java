package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.NearConfig;
import io.joyul.config.NearConfig.Shingle;
import io.joyul.text.Shingling;
import io.joyul.text.TextNormaliser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against all pairs, compared one by one, of the shipped sample of reviews. */
class NearDuplicatesTest {
    private static final StructType SCHEMA = new StructType()
            .add("place", DataTypes.IntegerType, false)
            .add("key", DataTypes.LongType, false)
            .add("id", DataTypes.LongType, false)
            .add("label", DataTypes.StringType, true)
            .add("text", DataTypes.StringType, false);
    private static final int REVIEWS = 3000;

    private static SparkSession spark;
    private static List<String> texts;

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSession.builder()
                .appName("near-duplicates-test")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate();
        texts = reviewsWithEdits();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Reviews, a third of them once more with words taken out, changed or put in, so that there is much to be found. */
    private static List<String> reviewsWithEdits() throws IOException {
        Set<String> texts = new HashSet<>();
        List<String> ordered = new ArrayList<>();
        Random random = new Random(11);
        Path sample = Path.of("..", "conf", "data", "nsmc-sample", "train.tsv.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(sample)), StandardCharsets.UTF_8))) {
            lines.readLine();
            while (ordered.size() < REVIEWS) {
                String text = lines.readLine().split("\t", -1)[1];
                add(texts, ordered, text);
                if (random.nextInt(3) == 0) {
                    List<String> words = new ArrayList<>(List.of(text.split(" ")));
                    int at = random.nextInt(words.size());
                    switch (random.nextInt(3)) {
                        case 0 -> words.set(at, words.get(at) + "요");
                        case 1 -> words.add(at, "정말");
                        default -> words.remove(at);
                    }
                    add(texts, ordered, String.join(" ", words));
                }
            }
        }
        return ordered;
    }

    private static void add(Set<String> texts, List<String> ordered, String text) {
        if (!text.isBlank() && texts.add(text)) {
            ordered.add(text);
        }
    }

    private static Dataset<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < texts.size(); id++) {
            rows.add(RowFactory.create(BandPairs.place(Split.TRAIN), (long) id, (long) id, "1", texts.get(id)));
        }
        return spark.createDataFrame(rows, SCHEMA);
    }

    private static void compare(double similarity, Shingle shingle, int length, double leastRecall) {
        Shingling shingling = new Shingling(Shingling.Unit.valueOf(shingle.name()), length);
        List<long[]> shingles = texts.stream().map(shingling::distinctHashes).toList();
        Set<Long> near = new HashSet<>();
        Set<Long> pairs = new HashSet<>();
        for (int left = 0; left < shingles.size(); left++) {
            for (int right = left + 1; right < shingles.size(); right++) {
                if (Shingling.similarity(shingles.get(left), shingles.get(right)) >= similarity) {
                    near.add((long) right);
                    pairs.add((long) left * REVIEWS * 2 + right);
                }
            }
        }
        Wording wording = new Wording(Task.CLASSIFICATION, new TextNormaliser(Set.of()));
        NearDuplicates duplicates =
                new NearDuplicates(new NearConfig(similarity, shingle, length, 128), wording, List.of(Split.TRAIN));
        Set<Long> candidates = new HashSet<>();
        for (Row pair : duplicates.candidates(rows()).collectAsList()) {
            candidates.add(pair.getLong(1) * REVIEWS * 2 + pair.getLong(3));
        }
        Set<Long> found = new HashSet<>();
        for (Row row : duplicates.find(rows()).select(col("nearKey")).collectAsList()) {
            assertThat(found.add(row.getLong(0))).isTrue();
        }
        long met = pairs.stream().filter(candidates::contains).count();
        long hit = found.stream().filter(near::contains).count();
        System.out.printf(
                "similarity %.2f, %s %d: %d pairs, recall %.4f; %d rows, recall %.4f, precision %.4f; %d candidates%n",
                similarity,
                shingle,
                length,
                pairs.size(),
                (double) met / pairs.size(),
                near.size(),
                (double) hit / near.size(),
                (double) hit / found.size(),
                candidates.size());
        assertThat(near).hasSizeGreaterThan(100);
        assertThat(near).containsAll(found);
        assertThat((double) hit / near.size()).isGreaterThanOrEqualTo(leastRecall);
    }

    @Test
    void fewNearReviewsAreMissedAndNoneIsFoundByChance() {
        compare(0.8, Shingle.CHARACTERS, 5, 0.95);
        compare(0.5, Shingle.CHARACTERS, 3, 0.95);
        compare(0.7, Shingle.WORDS, 1, 0.95);
    }
}
