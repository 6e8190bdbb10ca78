package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file asks for and is not known here is refused by its name, never left out. */
class UnsupportedTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "normalizer | {\"type\":\"ByteLevel\"} | normalizer of type ByteLevel is not supported",
                "normalizer | {\"type\":\"NFC\",\"strict\":true} | normalizer.strict is not supported",
                "normalizer | {\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Odd\"}]}"
                        + " | normalizer.normalizers[1] of type Odd is not supported",
                "normalizer | {\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}"
                        + " | normalizer.precompiled_charsmap of 3 bytes",
                "normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(?<=a)b\"},\"content\":\"\"}"
                        + " | normalizer.pattern.Regex uses (?<= in \"(?<=a)b\", which is not supported",
                "normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"\\\\w+\"},\"content\":\"\"}"
                        + " | normalizer.pattern.Regex uses \\w in",
                "pre_tokenizer | {\"type\":\"UnicodeScripts\"} | pre_tokenizer of type UnicodeScripts is not supported",
                "pre_tokenizer | {\"type\":\"Split\",\"pattern\":{\"String\":\"a\"},\"behavior\":\"Odd\"}"
                        + " | pre_tokenizer.behavior of type Odd is not supported",
                "pre_tokenizer | {\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\s+(?!x)\"},\"behavior\":\"Isolated\"}"
                        + " | pre_tokenizer.pattern.Regex uses (?!x in",
                "pre_tokenizer | {\"type\":\"Metaspace\",\"replacement\":\"ab\"}"
                        + " | pre_tokenizer.replacement is \"ab\"; it must be one character",
                "pre_tokenizer | {\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"ByteLevel\"},"
                        + "{\"type\":\"Whitespace\"}]} | pre_tokenizer.pretokenizers[1] comes after ByteLevel",
                "post_processor | {\"type\":\"Odd\"} | post_processor of type Odd is not supported",
                "decoder | {\"type\":\"CTC\"} | decoder of type CTC is not supported",
                "model | {\"type\":\"Odd\"} | model of type Odd is not supported",
                "model | {\"type\":\"BPE\",\"vocab\":{},\"merges\":[],\"dropout\":0.1} | model.dropout is 0.1",
                "model | {\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}"
                        + " | model.merges[0] names b, which the vocabulary does not have",
                "model | {\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"abc\"]} | model.merges[0] is no pair",
                "model | {\"type\":\"Unigram\",\"vocab\":[[\"a\",-1.5]],\"unk_id\":1} | model.unk_id is 1",
                "model | {\"type\":\"Unigram\",\"vocab\":[[\"a\"]],\"unk_id\":0} | model.vocab[0] is no pair",
                "model | {\"type\":\"WordLevel\",\"vocab\":{\"a\":-1},\"unk_token\":\"a\"}"
                        + " | model.vocab gives a the id -1",
                "truncation | {\"max_length\":4,\"stride\":0,\"strategy\":\"Odd\",\"direction\":\"Right\"}"
                        + " | truncation.strategy of type Odd is not supported",
            })
    void whatIsNotKnownIsRefusedByItsName(String part, String value, String message) throws IOException {
        ObjectNode file = tokenizer();
        file.set(part.strip(), JSON.readTree(value));
        assertThatThrownBy(() -> Tokenizer.fromJson(file.toString()))
                .isInstanceOfSatisfying(JoyulException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_UNSUPPORTED);
                    assertThat(e.getMessage()).contains("tokenizer.json: " + message);
                });
    }

    @Test
    void aCutFileIsCorrupt() throws IOException {
        String json = tokenizer().toString();
        assertThatThrownBy(() -> Tokenizer.fromJson(json.substring(0, json.length() / 2)))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT));
    }

    @Test
    void anExpressionThatWouldBacktrackForEverEndsAtOnce() throws IOException {
        ObjectNode file = tokenizer();
        JsonNode slow = JSON.readTree("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(a+)+$\"},\"content\":\"b\"}");
        file.set("normalizer", slow);
        assertThat(Tokenizer.fromJson(file.toString())
                        .encode("a".repeat(100_000) + "!")
                        .length())
                .isPositive();
    }

    private static ObjectNode tokenizer() throws IOException {
        try (InputStream packed = Objects.requireNonNull(
                UnsupportedTokenizerTest.class.getResourceAsStream("families/digits.tokenizer.json.gz"))) {
            return (ObjectNode) JSON.readTree(new GZIPInputStream(packed));
        }
    }
}
