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
import java.util.Map;
import java.util.Objects;
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
    void everyReviewIsTokenisedAsTheReferenceDoes(String family, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream packed = Objects.requireNonNull(
                ReferenceTokenizerTest.class.getResourceAsStream("families/" + family + ".tokenizer.json.gz"))) {
            Files.copy(new GZIPInputStream(packed), file);
        }
        assertThat(linesThatAgree(file, REVIEWS)).isEqualTo(LINES);
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
                    lines += linesThatAgree(file, corpus);
                }
            }
            assertThat(lines).isGreaterThan(285_000);
        }
    }

    private static int linesThatAgree(Path file, Path text) throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(Files.readString(file)).with(null, null);
        int lines = 0;
        try (HuggingFaceTokenizer reference =
                        HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(text)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                ai.djl.huggingface.tokenizers.Encoding expected = reference.encode(line);
                Encoding found = tokenizer.encode(line);
                assertThat(found.ids())
                        .as("ids of %s", line)
                        .isEqualTo(Arrays.stream(expected.getIds())
                                .mapToInt(Math::toIntExact)
                                .toArray());
                assertThat(tokenizer.encode(line, Integer.MAX_VALUE)).isEqualTo(found.ids());
                assertThat(spans(found)).as("offsets of %s", line).isEqualTo(spans(expected));
                lines++;
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
