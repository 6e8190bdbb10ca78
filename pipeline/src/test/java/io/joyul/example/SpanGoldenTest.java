package io.joyul.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Content.Answer;
import io.joyul.preprocess.Split;
import io.joyul.shard.Example;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions with tokenizers that put both texts into one segment; see {@code golden/SOURCE.md}. */
class SpanGoldenTest {
    private static JsonNode golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(SpanGoldenTest.class.getResourceAsStream("/golden/spans.json"))) {
            return new JsonMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"roberta", "xlmr"})
    void paragraphsAndAnswersStandWhereTransformersPutsThem(String family) throws IOException {
        JsonNode golden = golden();
        ExampleMaker maker = Makers.maker(
                Makers.family(family),
                List.of(),
                List.of(),
                "input.task=spans",
                "preprocess.max-length=" + golden.get("maxLength"),
                "preprocess.examples.overlap=" + golden.get("overlap"));
        int several = 0;
        for (JsonNode row : golden.get("tokenizers").get(family)) {
            Made made = Makers.make(maker, Split.TRAIN, 1, question(row));
            assertThat(made.dropped()).as("%s", row.get("question")).isNull();
            List<Example.Span> windows =
                    made.examples().stream().map(Example.Span.class::cast).toList();
            assertThat(windows.stream().map(SpanGoldenTest::shown).toList()).isEqualTo(expected(row));
            assertThat(windows)
                    .allSatisfy(window -> assertThat(window.tokenTypeIds()).containsOnly(0));
            several += windows.size() > 1 ? 1 : 0;
        }
        assertThat(several).as("paragraphs in several windows").isGreaterThan(2);
    }

    private static Content question(JsonNode row) {
        String answer = row.get("answer").asText();
        return new Content.Question(
                null,
                row.get("question").asText(),
                row.get("paragraph").asText(),
                answer.isEmpty()
                        ? List.of()
                        : List.of(new Answer(answer, row.get("start").asInt())));
    }

    private static List<List<?>> expected(JsonNode row) {
        List<List<?>> windows = new ArrayList<>();
        for (JsonNode window : row.get("windows")) {
            windows.add(List.of(
                    numbers(window.get("ids")),
                    numbers(window.get("starts")),
                    numbers(window.get("ends")),
                    window.get("first").asInt(),
                    window.get("last").asInt()));
        }
        return windows;
    }

    private static List<?> shown(Example.Span window) {
        return List.of(
                boxed(window.inputIds()),
                boxed(window.textStarts()),
                boxed(window.textEnds()),
                window.start(),
                window.end());
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static List<Integer> numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }
}
