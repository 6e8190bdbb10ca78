package io.joyul.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Content.Answer;
import io.joyul.preprocess.Split;
import io.joyul.shard.Example;
import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers and tags stand at the tokens at which transformers' own recipes put them; see {@code golden/SOURCE.md}. */
class RealRowsTest {
    private static final Path SHARED = Path.of("../../shared/data");
    private static final JsonMapper JSON = new JsonMapper();

    private JsonNode golden = JSON.createObjectNode();

    @BeforeEach
    void readGolden() throws IOException {
        assumeTrue(Files.exists(SHARED), "the rows that the golden values were made of are not beside this checkout");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/golden/examples.json"))) {
            golden = JSON.readTree(in);
        }
    }

    private static String text(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(SHARED.resolve(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void answersStandWhereTransformersPutsThem() throws IOException {
        ExampleMaker maker =
                Makers.maker(Makers.golden(), List.of(), List.of(), "input.task=spans", "preprocess.max-length=128");
        int compared = 0;
        for (JsonNode article :
                JSON.readTree(text("korquad_v1_dev/KorQuAD_v1.0_dev.json.gz")).path("data")) {
            for (JsonNode paragraph : article.path("paragraphs")) {
                for (JsonNode question : paragraph.path("qas")) {
                    JsonNode expected =
                            golden.path("spans").path(question.path("id").asText());
                    if (!expected.isMissingNode()) {
                        assertThat(windows(maker, paragraph.path("context").asText(), question))
                                .as(question.path("id").asText())
                                .isEqualTo(expected.toString());
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isEqualTo(60);
    }

    private static String windows(ExampleMaker maker, String paragraph, JsonNode question) {
        JsonNode answer = question.path("answers").path(0);
        Content content = new Content.Question(
                null,
                question.path("question").asText().strip(),
                paragraph,
                List.of(new Answer(
                        answer.path("text").asText(),
                        answer.path("answer_start").asInt())));
        return Makers.make(maker, Split.TRAIN, 1, content).examples().stream()
                .map(Example.Span.class::cast)
                .map(span -> List.of(span.inputIds().length, span.start(), span.end()))
                .toList()
                .toString()
                .replace(" ", "");
    }

    @Test
    void tagsStandWhereTransformersPutsThem() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        TreeSet<String> known = new TreeSet<>();
        for (String line : text("klue_ner/dev.jsonl.gz").lines().toList()) {
            JsonNode row = JSON.readTree(line);
            rows.add(row);
            row.path("tags").forEach(tag -> known.add(tag.asText()));
        }
        List<String> labels = List.copyOf(known);
        Tokenizer tokenizer = Makers.golden();
        int compared = 0;
        for (String pieces : List.of("first", "all")) {
            ExampleMaker maker = Makers.maker(
                    tokenizer,
                    labels,
                    List.of(),
                    "input.task=tags",
                    "preprocess.max-length=128",
                    "preprocess.examples.tagged-pieces=" + pieces);
            for (JsonNode row : rows) {
                JsonNode expected =
                        golden.path("tags").path(row.path("guid").asText()).path(pieces);
                if (!expected.isMissingNode()) {
                    Made made = Makers.make(maker, Split.TRAIN, 1, words(row));
                    Example.Tagged tagged = Makers.only(made, Example.Tagged.class);
                    List<String> found = IntStream.of(tagged.labels())
                            .mapToObj(label -> label < 0 ? "" : labels.get(label))
                            .toList();
                    assertThat(JSON.valueToTree(found).toString())
                            .as(row.path("guid").asText())
                            .isEqualTo(expected.toString());
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(80);
    }

    /** Words between spaces; a word has the tag of its first character. */
    private static Content words(JsonNode row) {
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        boolean fresh = true;
        for (int i = 0; i < row.path("chars").size(); i++) {
            String character = row.path("chars").path(i).asText();
            if (character.equals(" ")) {
                fresh = true;
            } else if (fresh) {
                words.add(character);
                tags.add(row.path("tags").path(i).asText());
                fresh = false;
            } else {
                words.set(words.size() - 1, words.get(words.size() - 1) + character);
            }
        }
        return new Content.Tagged(words, tags);
    }
}
