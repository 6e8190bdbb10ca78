package io.joyul.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.tokenize.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {
    private static final Path SHARED = Path.of("../../shared/data");
    private static final int MAX_LENGTH = 128;

    /** As many as a rank packs together at a global batch of 32. */
    private static final int WINDOW = 50 * 32;

    @Test
    void everyExampleIsInOnePackAndNoPackOverflows() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            int capacity = 1 + random.nextInt(200);
            int[] lengths = random.ints(random.nextInt(300), 1, capacity + 1).toArray();
            List<int[]> packs = Packing.pack(lengths, capacity);
            assertThat(packs.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, lengths.length).toArray());
            assertThat(packs)
                    .allSatisfy(pack -> assertThat(IntStream.of(pack)
                                    .map(place -> lengths[place])
                                    .sum())
                            .isBetween(1, capacity));
        }
    }

    @Test
    void noTwoPacksCouldBeOne() {
        int[] lengths = new Random(5).ints(2000, 1, 129).toArray();
        int[] totals = Packing.pack(lengths, 128).stream()
                .mapToInt(
                        pack -> IntStream.of(pack).map(place -> lengths[place]).sum())
                .sorted()
                .toArray();
        assertThat(totals[0] + totals[1]).isGreaterThan(128);
    }

    @Test
    void asManyPacksAsAskedForAreMadeWhereThereAreExamples() {
        int[] lengths = {3, 1, 2, 2, 1, 1, 2};
        assertThat(Packing.pack(lengths, 12, 1)).hasSize(1);
        for (int least = 1; least <= 9; least++) {
            List<int[]> packs = Packing.pack(lengths, 12, least);
            assertThat(packs).hasSize(Math.min(least, 7));
            assertThat(packs.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, 7).toArray());
        }
    }

    @Test
    void whatCannotBePackedIsRefused() {
        assertThatThrownBy(() -> Packing.pack(new int[] {3, 9}, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9 tokens")
                .hasMessageContaining("pack of 8");
        assertThatThrownBy(() -> Packing.pack(new int[] {0}, 8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSampleOfReviewsFillsItsPacks() throws IOException {
        assertThat(fill(lengths(Path.of("../conf/data/nsmc-sample/train.tsv.gz"), PackingTest::review), MAX_LENGTH))
                .isGreaterThan(0.98);
    }

    @Test
    void reviewsFillTheirPacks() throws IOException {
        assumeTrue(Files.isDirectory(SHARED), SHARED + " is not there");
        assertThat(fill(lengths(SHARED.resolve("nsmc/train.tsv.gz"), PackingTest::review), MAX_LENGTH))
                .isGreaterThan(0.98);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki_demo.txt.gz", "wikitext2_valid.txt.gz"})
    void wikiTextFillsItsPacks(String file) throws IOException {
        assumeTrue(Files.isDirectory(SHARED), SHARED + " is not there");
        assertThat(fill(lengths(SHARED.resolve("corpus_en").resolve(file), line -> line), MAX_LENGTH))
                .isGreaterThan(0.98);
    }

    private static String review(String line) {
        return line.split("\t", -1)[1];
    }

    private static int[] lengths(Path file, Function<String, String> text) throws IOException {
        Tokenizer tokenizer = tokenizer();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(text)
                    .filter(line -> !line.isBlank())
                    .limit(40_000)
                    .mapToInt(line -> tokenizer.encode(line, MAX_LENGTH).length)
                    .toArray();
        }
    }

    private static Tokenizer tokenizer() throws IOException {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(Tokenizer.class.getResourceAsStream("nsmc-wordpiece.tokenizer.json.gz")))) {
            return Tokenizer.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Share of the places that hold a token, packed window by window. */
    private static double fill(int[] lengths, int capacity) {
        long places = 0;
        for (int start = 0; start < lengths.length; start += WINDOW) {
            int[] window = Arrays.copyOfRange(lengths, start, Math.min(start + WINDOW, lengths.length));
            places += (long) Packing.pack(window, capacity).size() * capacity;
        }
        return (double) IntStream.of(lengths).asLongStream().sum() / places;
    }
}
