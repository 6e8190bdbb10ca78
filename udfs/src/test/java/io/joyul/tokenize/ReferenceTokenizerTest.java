package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real text, each token and each offset is the one that Hugging Face's own library gives, called through DJL. */
class ReferenceTokenizerTest {
    private static final Path REVIEWS = Path.of("../conf/data/nsmc-sample/dev.tsv.gz");
    private static final Path SHARED = Path.of("../../shared");
    private static final int LINES = 2001;

    @TempDir
    private Path folder;

    /** What a text at random is made of: each class of the words' patterns, and what their rules single out. */
    private static final String[] PARTS = {
        " ",
        " ",
        "  ",
        "   ",
        "\t",
        "\u00A0",
        "\u3000",
        "'",
        "''",
        "'s",
        "'re",
        "'LL",
        "a",
        "the",
        "Don",
        "é",
        "가",
        "영화",
        "ㅋㅋㅋ",
        "漢",
        "7",
        "2026",
        "½",
        "!",
        "...",
        "?!",
        "-",
        "😀",
        "𝐀",
        "𠀀",
        "👨‍👩‍👧",
        "[MASK]",
        "<s>",
        "▁"
    };

    private static final int RANDOM_TEXTS = 2000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt2",
                "roberta",
                "llama2",
                "llama3",
                "qwen2",
                "xlmr",
                "metaspace-first",
                "gpt1",
                "words",
                "digits"
            })
    void everyReviewIsTokenisedAsTheReferenceDoes(String family) throws IOException {
        assertThat(linesThatAgree(unpacked("families/" + family), lines(REVIEWS)))
                .isEqualTo(LINES);
    }

    /** Words of up to some hundred characters and texts of several blocks of 64, with every place that a rule looks at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nsmc-wordpiece",
                "families/gpt2",
                "families/roberta",
                "families/llama2",
                "families/llama3",
                "families/xlmr",
                "families/metaspace-first",
                "families/gpt1"
            })
    void textsAtRandomAreTokenisedAsTheReferenceDoes(String name) throws IOException {
        long seed = System.nanoTime();
        System.out.println("texts of seed " + seed);
        Random random = new Random(seed);
        Stream<String> texts = Stream.generate(() -> textAtRandom(random)).limit(RANDOM_TEXTS);
        assertThat(linesThatAgree(unpacked(name), texts)).isEqualTo(RANDOM_TEXTS);
    }

    private static String textAtRandom(Random random) {
        StringBuilder text = new StringBuilder();
        for (int runs = random.nextInt(12); runs > 0; runs--) {
            int parts = random.nextInt(PARTS.length) + 1;
            for (int left = 1 << random.nextInt(7); left > 0; left--) {
                text.append(PARTS[random.nextInt(parts)]);
            }
            int first = random.nextInt(PARTS.length);
            for (int left = 1 << random.nextInt(7); left > 0; left--) {
                text.append(PARTS[first + random.nextInt(Math.min(3, PARTS.length - first))]);
            }
        }
        return text.toString();
    }

    private Path unpacked(String name) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream packed =
                Objects.requireNonNull(ReferenceTokenizerTest.class.getResourceAsStream(name + ".tokenizer.json.gz"))) {
            Files.copy(new GZIPInputStream(packed), file);
        }
        return file;
    }

    private static Stream<String> lines(Path text) throws IOException {
        return new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(text)), StandardCharsets.UTF_8))
                .lines();
    }

    @Test
    @Tag("slow")
    void everyLineOfTheCorporaIsTokenisedAsTheReferenceDoes() throws IOException {
        assumeTrue(Files.exists(SHARED), "the corpora are not beside this checkout");
        for (String kind : new String[] {"wordpiece", "byte_bpe", "unigram"}) {
            Path file = SHARED.resolve("golden/tokenizers").resolve(kind + ".tokenizer.json");
            int lines = 0;
            try (Stream<Path> corpora = Stream.concat(
                    Files.list(SHARED.resolve("data/corpus_ko")), Files.list(SHARED.resolve("data/corpus_en")))) {
                for (Path corpus : corpora.filter(path -> path.toString().endsWith(".txt.gz"))
                        .toList()) {
                    lines += linesThatAgree(file, lines(corpus));
                }
            }
            assertThat(lines).isGreaterThan(285_000);
        }
    }

    private static int linesThatAgree(Path file, Stream<String> texts) throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(Files.readString(file)).with(null, null);
        int lines = 0;
        try (HuggingFaceTokenizer reference =
                        HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
                texts) {
            for (Iterator<String> each = texts.iterator(); each.hasNext(); lines++) {
                String line = each.next();
                ai.djl.huggingface.tokenizers.Encoding expected = reference.encode(line);
                Encoding found = tokenizer.encode(line);
                assertThat(found.ids())
                        .as("ids of %s", line)
                        .isEqualTo(Arrays.stream(expected.getIds())
                                .mapToInt(Math::toIntExact)
                                .toArray());
                assertThat(tokenizer.encode(line, Integer.MAX_VALUE)).isEqualTo(found.ids());
                assertThat(spans(found)).as("offsets of %s", line).isEqualTo(spans(expected));
            }
        }
        return lines;
    }

    private static String spans(Encoding encoding) {
        StringBuilder spans = new StringBuilder();
        for (int i = 0; i < encoding.length(); i++) {
            boolean special = encoding.specialTokensMask()[i] == 1;
            spans.append(special ? "-" : encoding.starts()[i] + "-" + encoding.ends()[i])
                    .append(' ');
        }
        return spans.toString();
    }

    /** DJL gives no span for special tokens. */
    private static String spans(ai.djl.huggingface.tokenizers.Encoding encoding) {
        StringBuilder spans = new StringBuilder();
        CharSpan[] found = encoding.getCharTokenSpans();
        for (int i = 0; i < found.length; i++) {
            boolean special = encoding.getSpecialTokenMask()[i] == 1;
            spans.append(special ? "-" : found[i].getStart() + "-" + found[i].getEnd())
                    .append(' ');
        }
        return spans.toString();
    }
}
