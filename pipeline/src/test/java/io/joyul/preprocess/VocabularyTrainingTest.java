package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.config.TokenizerConfig;
import io.joyul.config.TokenizerKind;
import io.joyul.testing.Python;
import io.joyul.tokenize.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VocabularyTrainingTest {
    @RegisterExtension
    static final SparkSuite SUITE = new SparkSuite();

    private static final Path SAMPLE = Path.of("..", "conf", "data", "nsmc-sample");
    private static final Path CORPORA = Path.of("..", "..", "shared", "data");
    /** The one that {@code ./joyul benchmark tokenizer-training} runs. */
    private static final String PEER = "../../../../jobs/src/main/resources/io/joyul/job/tokenizer_training_peer.py";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How far tokens per word, and the share of unknown tokens, may be above those of Hugging Face's trainer. */
    private static final double MARGIN = 0.02;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void fileIsTheSameAtAnyPartitioningAndInAnyOrder(TokenizerKind kind) throws IOException {
        List<String> texts = new ArrayList<>(reviews("train", 1000));
        TrainedTokenizer expected = train(texts, 1, config(kind, 1000, 1_000_000));
        assertThat(expected.floor()).isEqualTo(1);
        long seed = System.nanoTime();
        for (int partitions : new int[] {3, 7}) {
            Collections.shuffle(texts, new Random(seed));
            assertThat(train(texts, partitions, config(kind, 1000, 1_000_000)))
                    .as("%d partitions, seed %d", partitions, seed)
                    .isEqualTo(expected);
        }
        Tokenizer tokenizer = Tokenizer.fromJson(expected.json());
        assertThat(tokenizer.vocabularySize()).isLessThanOrEqualTo(1000);
        assertThat(tokenizer.specialTokens().mask()).isEqualTo(4);
        String text = texts.get(0).strip().replaceAll("\\s+", " ");
        int[] ids = tokenizer.encode(text, 512);
        assertThat(ids[0]).isEqualTo(tokenizer.specialTokens().cls());
        assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.specialTokens().sep());
    }

    @Test
    void wordsThatStayBehindAreTold() throws IOException {
        List<String> texts = reviews("train", 1000);
        TrainedTokenizer all = train(texts, 2, config(TokenizerKind.BYTE_BPE, 1000, 1_000_000));
        TrainedTokenizer some = train(texts, 2, config(TokenizerKind.BYTE_BPE, 1000, 1000));
        assertThat(some.distinctWords())
                .isEqualTo(all.distinctWords())
                .isEqualTo(all.usedWords())
                .isGreaterThan(4000);
        assertThat(some.usedWords()).isBetween(100L, 1000L);
        assertThat(some.floor()).isGreaterThan(1);
        assertThat(all.summary()).matches("learnt from [\\d,]+ words");
        assertThat(some.summary())
                .contains("those seen at least " + some.floor() + " times (preprocess.tokenizer.max-words)");
    }

    @ParameterizedTest
    @EnumSource
    void readsReviewsAsWellAsHuggingFacesTrainerTeaches(TokenizerKind kind) throws Exception {
        Python.assumeModules("tokenizers");
        compare(kind, 12_000, reviews("train", 6000), reviews("test", 2000));
    }

    @ParameterizedTest
    @EnumSource
    void littleTextAndASmallVocabularyAreReadAsWellToo(TokenizerKind kind) throws Exception {
        Python.assumeModules("tokenizers");
        compare(kind, 4000, reviews("dev", 2000), reviews("test", 2000));
    }

    @ParameterizedTest
    @EnumSource
    void readsOtherTextsAsWellAsHuggingFacesTrainerTeaches(TokenizerKind kind) throws Exception {
        Python.assumeModules("tokenizers");
        assumeTrue(Files.isDirectory(CORPORA), "there is no " + CORPORA);
        List<String> train = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        for (String file : List.of(
                "corpus_ko/pydocs_ko.txt.gz",
                "corpus_en/wiki_demo.txt.gz",
                "corpus_en/tinyshakespeare_first85.txt.gz")) {
            List<String> lines = lines(CORPORA.resolve(file), 3000);
            for (int i = 0; i < lines.size(); i++) {
                (i % 10 == 0 ? heldOut : train).add(lines.get(i));
            }
        }
        compare(kind, 12_000, train, heldOut);
    }

    private void compare(TokenizerKind kind, int size, List<String> train, List<String> heldOut) throws Exception {
        TokenizerConfig config = config(kind, size, 1_000_000);
        String json = train(train, 3, config).json();
        Path ours = Files.writeString(folder.resolve("ours.json"), json);
        Path ids = folder.resolve("ids.jsonl");
        JsonNode figures = JSON.readTree(Python.run(
                PEER,
                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                String.valueOf(config.vocabularySize()),
                String.valueOf(config.minFrequency()),
                Files.write(folder.resolve("train.txt"), List.of(String.join("\n", train)))
                        .toString(),
                Files.writeString(folder.resolve("held-out.txt"), String.join("\n", heldOut))
                        .toString(),
                ours.toString(),
                ids.toString()));
        Tokenizer tokenizer = Tokenizer.fromJson(json);
        List<String> theirIds = Files.readAllLines(ids);
        assertThat(theirIds).hasSameSizeAs(heldOut);
        for (int i = 0; i < heldOut.size(); i++) {
            assertThat(tokenizer.encode(heldOut.get(i), Integer.MAX_VALUE))
                    .as(heldOut.get(i))
                    .isEqualTo(JSON.readValue(theirIds.get(i), int[].class));
        }
        System.out.printf(
                "%s on %,d held-out texts: tokens per word %.4f, theirs %.4f; unknown %.4f %%, theirs %.4f %%%n",
                kind,
                heldOut.size(),
                tokensPerWord(figures, "ours"),
                tokensPerWord(figures, "theirs"),
                100 * unknown(figures, "ours"),
                100 * unknown(figures, "theirs"));
        double theirs = tokensPerWord(figures, "theirs");
        assertThat(tokensPerWord(figures, "ours")).isCloseTo(theirs, within(MARGIN * theirs));
        assertThat(unknown(figures, "ours")).isLessThanOrEqualTo(unknown(figures, "theirs") * (1 + MARGIN) + 1e-5);
    }

    private static double tokensPerWord(JsonNode figures, String whose) {
        return figures.get(whose).get("tokens").doubleValue()
                / figures.get("words").doubleValue();
    }

    private static double unknown(JsonNode figures, String whose) {
        return figures.get(whose).get("unknown").doubleValue()
                / figures.get(whose).get("tokens").doubleValue();
    }

    private static TrainedTokenizer train(List<String> texts, int partitions, TokenizerConfig config) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(SUITE.spark().sparkContext());
        return VocabularyTraining.train(context.parallelize(texts, partitions), config);
    }

    private static TokenizerConfig config(TokenizerKind kind, int size, int maxWords) {
        return new TokenizerConfig(Optional.empty(), kind, size, 2, 0, maxWords, false);
    }

    private static List<String> reviews(String split, int rows) throws IOException {
        return lines(SAMPLE.resolve(split + ".tsv.gz"), rows + 1).stream()
                .skip(1)
                .map(line -> line.split("\t", -1)[1])
                .filter(text -> !text.isBlank())
                .toList();
    }

    private static List<String> lines(Path file, int limit) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
                Stream<String> lines = reader.lines()) {
            return lines.limit(limit).toList();
        }
    }
}
