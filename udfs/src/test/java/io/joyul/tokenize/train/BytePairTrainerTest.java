package io.joyul.tokenize.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.tokenize.train.BytePairTrainer.Merge;
import io.joyul.tokenize.train.TokenizerJson.Case;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytePairTrainerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({"plain, 3000, 2, 2147483647", "short, 1500, 5, 7"})
    void mergesAreThoseOfHuggingFace(String golden, int size, int minFrequency, int maxTokenLength) throws IOException {
        JsonNode expected = JSON.readTree(resource("nsmc-bpe-" + golden + ".json.gz"));
        BytePairTrainer.Vocabulary found =
                new BytePairTrainer(size, minFrequency, maxTokenLength, Case.KEPT).vocabulary(words());
        List<Merge> merges = new ArrayList<>();
        expected.get("merges")
                .forEach(pair -> merges.add(
                        new Merge(pair.get(0).textValue(), pair.get(1).textValue())));
        assertThat(found.merges()).isEqualTo(merges);
        Map<String, Integer> ids = new HashMap<>();
        expected.get("vocab")
                .fields()
                .forEachRemaining(
                        entry -> ids.put(entry.getKey(), entry.getValue().intValue()));
        assertThat(found.tokens()).hasSize(ids.size());
        for (int id = 0; id < found.tokens().size(); id++) {
            assertThat(ids).containsEntry(found.tokens().get(id), id);
        }
    }

    @Test
    void tokenThatIsSpeltInTwoWaysKeepsOneIdAndBringsAMergedPairBack() {
        // "abc" first comes from a + bc; where b was taken by "xb"-less words it comes from ab + c as well.
        Map<String, Long> words = Map.of("bc", 9L, "abc", 5L, "abcd", 4L, "ab", 3L);
        BytePairTrainer.Vocabulary found =
                new BytePairTrainer(300, 1, Integer.MAX_VALUE, Case.KEPT).vocabulary(WordCounts.of(words));
        assertThat(found.tokens()
                        .subList(
                                BytePairTrainer.SMALLEST_VOCABULARY,
                                found.tokens().size()))
                .containsExactly("bc", "abc", "abcd", "ab");
        assertThat(found.merges())
                .containsExactly(new Merge("b", "c"), new Merge("a", "bc"), new Merge("abc", "d"), new Merge("a", "b"));
    }

    @Test
    void noTextIsUnknownToAnUntaughtVocabulary() {
        BytePairTrainer.Vocabulary found =
                new BytePairTrainer(1000, 1, Integer.MAX_VALUE, Case.KEPT).vocabulary(WordCounts.of(Map.of()));
        assertThat(found.merges()).isEmpty();
        assertThat(found.tokens()).hasSize(BytePairTrainer.SMALLEST_VOCABULARY).doesNotHaveDuplicates();
    }

    private static WordCounts words() throws IOException {
        Map<String, Long> words = new HashMap<>();
        for (String line : resource("nsmc-words.tsv.gz").split("\n")) {
            int tab = line.indexOf('\t');
            words.put(JSON.readValue(line.substring(0, tab), String.class), Long.valueOf(line.substring(tab + 1)));
        }
        return WordCounts.of(words);
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                        BytePairTrainerTest.class.getResourceAsStream("/io/joyul/tokenize/train/" + name), name);
                InputStream plain = new GZIPInputStream(file)) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
