package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.JoyulException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Texts and pairs that are too long or too short come out as from Hugging Face tokenizers: every window, whatever the
 * strategy, the stride and the end that is cut or filled.
 */
class TruncationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"wordpiece,nsmc-wordpiece", "roberta,families/roberta", "xlmr,families/xlmr", "llama3,families/llama3"})
    void everyWindowIsTheReferences(String name, String tokenizer) throws IOException {
        ObjectNode file = (ObjectNode) JSON.readTree(open(tokenizer + ".tokenizer.json.gz"));
        int windows = 0;
        try (BufferedReader cases = new BufferedReader(
                new InputStreamReader(open("truncations/" + name + ".jsonl.gz"), StandardCharsets.UTF_8))) {
            for (String line = cases.readLine(); line != null; line = cases.readLine()) {
                windows += agree(file, JSON.readTree(line));
            }
        }
        assertThat(windows).isGreaterThan(150);
    }

    private static int agree(ObjectNode file, JsonNode asked) throws IOException {
        if (!asked.has("file")) {
            // Refused when it was set, before any text came; the field's own readers refuse other files than that.
            return 0;
        }
        file.setAll((ObjectNode) asked.get("file"));
        Tokenizer tokenizer = Tokenizer.fromJson(file.toString());
        if (asked.has("refused")) {
            assertThatThrownBy(() -> encode(tokenizer, asked))
                    .as(asked.toString())
                    .isInstanceOf(JoyulException.class);
            return 0;
        }
        Encoding encoding = encode(tokenizer, asked);
        assertThat(encoding.overflowing()).hasSize(asked.get("windows").size() - 1);
        assertThat(shown(encoding))
                .as(asked.toString())
                .isEqualTo(asked.get("windows").get(0));
        for (int i = 0; i < encoding.overflowing().size(); i++) {
            assertThat(withoutTypes(shown(encoding.overflowing().get(i))))
                    .as("window %d of %s", i + 1, asked)
                    .isEqualTo(withoutTypes(asked.get("windows").get(i + 1)));
        }
        return asked.get("windows").size();
    }

    private static Encoding encode(Tokenizer tokenizer, JsonNode asked) {
        String text = asked.get("text").textValue();
        return asked.get("pair").isNull()
                ? tokenizer.encode(text)
                : tokenizer.encode(text, asked.get("pair").textValue());
    }

    private static JsonNode shown(Encoding window) {
        ObjectNode shown = JSON.createObjectNode();
        shown.set("ids", JSON.valueToTree(window.ids()));
        shown.set("type_ids", JSON.valueToTree(window.typeIds()));
        shown.set(
                "offsets",
                JSON.valueToTree(IntStream.range(0, window.length())
                        .mapToObj(token -> window.starts()[token] + "-" + window.ends()[token])
                        .toList()));
        shown.set("word_ids", JSON.valueToTree(window.wordIds()));
        shown.set("attention_mask", JSON.valueToTree(window.attentionMask()));
        shown.set("special_tokens_mask", JSON.valueToTree(window.specialTokensMask()));
        return JSON.valueToTree(shown);
    }

    /**
     * A template that gives both texts the segment 0, as XLM-R's does, does so to the first window alone there: what
     * overflows of a second text stays at 1, which such a model has no embedding for.
     */
    private static JsonNode withoutTypes(JsonNode window) {
        return ((ObjectNode) window.deepCopy()).without("type_ids");
    }

    private static InputStream open(String name) throws IOException {
        return new GZIPInputStream(Objects.requireNonNull(TruncationsTest.class.getResourceAsStream(name), name));
    }
}
