package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every token, offset, word and decoded text is the one that Hugging Face tokenizers gives. */
class GoldenTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SHARED = Path.of("../../shared/golden/tokenizers");

    @Test
    void sampleIsTokenisedAsHuggingFaceDoes() throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(
                new String(unzipped(resource("nsmc-wordpiece.tokenizer.json.gz")), StandardCharsets.UTF_8));
        assertThat(agrees(tokenizer, resource("nsmc-wordpiece.encodings.jsonl.gz")))
                .isGreaterThan(190);
    }

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
    void eachFamilyIsTokenisedAsHuggingFaceDoes(String family) throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(
                new String(unzipped(resource("families/" + family + ".tokenizer.json.gz")), StandardCharsets.UTF_8));
        assertThat(agrees(tokenizer, resource("families/" + family + ".encodings.jsonl.gz")))
                .isGreaterThan(190);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wordpiece", "byte_bpe", "unigram"})
    void fullGoldenFileIsTokenisedAsHuggingFaceDoes(String kind) throws IOException {
        assumeTrue(Files.exists(SHARED), "the full golden files are not beside this checkout");
        Tokenizer tokenizer = Tokenizer.fromJson(Files.readString(SHARED.resolve(kind + ".tokenizer.json")));
        assertThat(agrees(tokenizer, Files.newInputStream(SHARED.resolve(kind + ".encodings.jsonl.gz"))))
                .isEqualTo(1735);
    }

    private static int agrees(Tokenizer tokenizer, InputStream encodings) throws IOException {
        int lines = 0;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(encodings), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode golden = JSON.readTree(line);
                if (golden.has("pair")) {
                    pairAgrees(tokenizer, golden);
                } else {
                    textAgrees(tokenizer, golden);
                }
                lines++;
            }
        }
        return lines;
    }

    private static void textAgrees(Tokenizer tokenizer, JsonNode golden) {
        String text = golden.get("text").textValue();
        int[] ids = numbers(golden.get("ids"));
        Encoding encoding = tokenizer.encode(text);
        assertThat(encoding.ids()).as("ids of %s", text).isEqualTo(ids);
        assertThat(tokenizer.encode(text, 10_000)).as("fast ids of %s", text).isEqualTo(ids);
        assertThat(tokenizer.length(text)).as("length of %s", text).isEqualTo(ids.length);
        assertThat(offsets(encoding)).as("offsets of %s", text).isEqualTo(offsets(golden));
        assertThat(encoding.wordIds()).as("words of %s", text).isEqualTo(numbers(golden.get("word_ids")));
        assertThat(tokenizer.decode(ids)).isEqualTo(golden.get("decoded").textValue());
    }

    private static void pairAgrees(Tokenizer tokenizer, JsonNode golden) {
        Truncation truncation = new Truncation(
                golden.get("max_length").intValue(), golden.get("stride").intValue());
        Encoding encoding = tokenizer
                .with(truncation, null)
                .encode(golden.get("text").textValue(), golden.get("pair").textValue());
        assertThat(encoding.ids()).isEqualTo(numbers(golden.get("ids")));
        assertThat(encoding.typeIds()).isEqualTo(numbers(golden.get("type_ids")));
        assertThat(offsets(encoding)).isEqualTo(offsets(golden));
        assertThat(encoding.overflowing()).hasSize(golden.get("overflowing").size());
        for (int i = 0; i < encoding.overflowing().size(); i++) {
            assertThat(encoding.overflowing().get(i).ids())
                    .isEqualTo(numbers(golden.get("overflowing").get(i)));
        }
    }

    private static int[] numbers(JsonNode array) {
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asInt(Encoding.NO_WORD);
        }
        return numbers;
    }

    private static List<String> offsets(JsonNode golden) {
        List<String> offsets = new ArrayList<>();
        golden.get("offsets").forEach(pair -> offsets.add(pair.get(0) + "-" + pair.get(1)));
        return offsets;
    }

    private static List<String> offsets(Encoding encoding) {
        List<String> offsets = new ArrayList<>();
        for (int i = 0; i < encoding.length(); i++) {
            offsets.add(encoding.starts()[i] + "-" + encoding.ends()[i]);
        }
        return offsets;
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(GoldenTokenizerTest.class.getResourceAsStream(name), name);
    }

    private static byte[] unzipped(InputStream in) throws IOException {
        try (InputStream plain = new GZIPInputStream(in)) {
            return plain.readAllBytes();
        }
    }
}
