package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GopherRuleTest {
    @Test
    void measuresAreThoseOfDatatrove() throws IOException {
        JsonNode golden;
        try (InputStream file = GopherRuleTest.class.getResourceAsStream("gopher-measures.json")) {
            golden = new ObjectMapper().readTree(Objects.requireNonNull(file));
        }
        int compared = 0;
        for (JsonNode text : golden.get("texts")) {
            Document document = new Document(text.get("text").asText());
            for (Measure measure : Measure.values()) {
                JsonNode expected = text.get("measures").get(measure.name());
                if (expected != null) {
                    assertThat(measure.of(document))
                            .as("%s of %s", measure, text.get("name"))
                            .isCloseTo(expected.asDouble(), within(1e-12));
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(60);
    }

    @Test
    void thresholdItselfPasses() {
        String fifty = String.join(" ", Collections.nCopies(50, "word"));
        assertThat(passes(GopherRule.MIN_WORDS, fifty)).isTrue();
        assertThat(passes(GopherRule.MIN_WORDS, fifty.substring(5))).isFalse();
        assertThat(passes(GopherRule.MAX_MEAN_WORD_LENGTH, "tenletters")).isTrue();
        assertThat(passes(GopherRule.MAX_MEAN_WORD_LENGTH, "elevenchars")).isFalse();
        assertThat(passes(GopherRule.MIN_ALPHABETIC_WORDS, "a b c d 5")).isTrue();
        assertThat(passes(GopherRule.MIN_ALPHABETIC_WORDS, "a b c 4 5")).isFalse();
    }

    @Test
    void eachRepetitionRuleFindsItsOwnKind() {
        assertThat(passes(GopherRule.MAX_DUPLICATE_LINES, "a\nb\na\nc")).isTrue();
        assertThat(passes(GopherRule.MAX_DUPLICATE_LINES, "a\nb\na")).isFalse();
        assertThat(passes(GopherRule.MAX_DUPLICATE_PARAGRAPHS, "a\n\nb\n \na")).isFalse();
        assertThat(passes(GopherRule.MAX_TOP_TWO_GRAM, "buy it now buy it today buy it"))
                .isFalse();
        assertThat(passes(GopherRule.MAX_TOP_TWO_GRAM, "good film")).isTrue();
        assertThat(passes(GopherRule.MAX_DUPLICATE_FIVE_GRAMS, "a b c d e f a b c d e"))
                .isFalse();
        assertThat(passes(GopherRule.MAX_DUPLICATE_SIX_GRAMS, "a b c d e f a b c d e"))
                .isTrue();
    }

    @Test
    void stopWordsCountOnceAndWithoutTheirPunctuation() {
        QualityRule rule = GopherRule.stopWords(2);
        assertThat(rule.passes(new Document("\"The\" end of, it"))).isTrue();
        assertThat(rule.passes(new Document("the the The other"))).isFalse();
    }

    @Test
    void emptyTextBreaksNoMeasure() {
        for (Measure measure : Measure.values()) {
            assertThat(measure.of(new Document(""))).as(measure.name()).isZero();
        }
    }

    @Test
    void tableHasTheRulesOfThePaper() {
        assertThat(List.of(GopherRule.values())).hasSize(21);
        assertThat(GopherRule.MAX_DUPLICATE_TEN_GRAMS.label()).isEqualTo("gopher-max-duplicate-ten-grams");
    }

    private static boolean passes(GopherRule rule, String text) {
        return rule.at(rule.published()).passes(new Document(text));
    }
}
