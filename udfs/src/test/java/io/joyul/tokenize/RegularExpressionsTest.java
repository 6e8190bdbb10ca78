package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A regular expression finds what it finds where Hugging Face's own library runs it, called through DJL, or is refused. */
class RegularExpressionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "가나다 abc-ABC 12,345 [x]{2} ^y$ _z\tq\n\nß SS ſ K 'S 'll'LL㐀𠀀𪜶𰀀"
            + " 漢字かなカナ 😀🥰 ①½² a\u0301 ᆨ\u00a0\u0085\u2028end\\ ]] -- ,3} aaa aaaa\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\p{L}+",
                "\\P{L}+",
                "[^\\p{L}\\p{N}]+",
                "\\p{^Lu}+",
                "\\p{Han}+|\\p{Hangul}",
                "[\\p{Hiragana}\\p{Katakana}]+",
                "\\p{So}",
                "[\\p{P}\\p{S}]",
                "\\d+",
                "[\\D]+",
                "\\s+",
                "[^\\s]+",
                "[\\S]+",
                "^[^\\n]+",
                "[a-z ]+\\n$",
                ".+",
                "a{2,}",
                "a{2}",
                "a{1,3}?x|a{3}",
                "(?:ab|[0-9])+",
                "(a)(b)(c)",
                "(?i:'s|'ll|k)",
                "\\[x\\]\\{2\\}|\\^|\\$",
                "[\\[\\]\\\\-]+",
                "[-a]+",
                "\\x{ac00}|\\x{20000}",
                "\\n|\\t",
                "가|나",
            })
    void whatIsFoundIsWhatTheReferenceFinds(String expression, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, cutting(expression));
        try (HuggingFaceTokenizer reference = HuggingFaceTokenizer.newInstance(file, Map.of())) {
            assertThat(spans(Tokenizer.fromJson(Files.readString(file)).encode(TEXT)))
                    .isEqualTo(spans(reference.encode(TEXT).getCharTokenSpans()));
        }
    }

    /** RE2 would take these and find something else, or they need more than it can do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[:alpha:]]+",
                "[a-z[0-9]]+",
                "[a-z&&[^b]]+",
                "[]a]",
                "a{,3}",
                "a{2}?",
                "a{2}+",
                "x{",
                "a|^b",
                "$a",
                "\\bword",
                "\\w+",
                "\\h",
                "\\Qa.b\\E",
                "\\C",
                "\\Z",
                "\\pL",
                "\\p{Alphabetic}",
                "\\xe9",
                "\\u00e9",
                "(?i:ss)",
                "(?i)a",
                "(?m:.)",
                "(?=a)",
                "(?<=a)b",
                "(?>a)",
                "(?<name>a)",
                "(a)\\1",
                "a++",
            })
    void whatMeansSomethingElseIsRefused(String expression) throws IOException {
        String json = cutting(expression);
        assertThatThrownBy(() -> Tokenizer.fromJson(json)).isInstanceOfSatisfying(JoyulException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_UNSUPPORTED);
            assertThat(e.getMessage()).contains("pre_tokenizer.pattern.Regex", "\"" + expression + "\"");
        });
    }

    /** A tokenizer whose words are what an expression matches, and what lies between; none of them is known. */
    private static String cutting(String expression) throws IOException {
        ObjectNode file = (ObjectNode) JSON.readTree("""
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "Split", "pattern": {}, "behavior": "Isolated", "invert": false},
                 "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"}}""");
        ((ObjectNode) file.at("/pre_tokenizer/pattern")).put("Regex", expression);
        return file.toString();
    }

    private static String spans(Encoding encoding) {
        StringBuilder spans = new StringBuilder();
        for (int i = 0; i < encoding.length(); i++) {
            spans.append(encoding.starts()[i])
                    .append('-')
                    .append(encoding.ends()[i])
                    .append(' ');
        }
        return spans.toString();
    }

    private static String spans(CharSpan[] found) {
        StringBuilder spans = new StringBuilder();
        for (CharSpan span : found) {
            spans.append(span.getStart()).append('-').append(span.getEnd()).append(' ');
        }
        return spans.toString();
    }
}
