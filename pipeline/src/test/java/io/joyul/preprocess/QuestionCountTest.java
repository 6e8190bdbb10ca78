package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionCountTest {
    private static List<Long> counts(String json) throws IOException {
        List<Long> counts = new ArrayList<>();
        try (JsonParser parser = new QuestionCount(Content.MAPPER.createParser(json), counts::add)) {
            while (parser.nextToken() != null) {
                // What a token is matters only below.
            }
        }
        return counts;
    }

    @Test
    void questionsCountAndElementsThatShowNone() throws IOException {
        assertThat(counts("{\"data\": []}")).containsExactly(0L);
        assertThat(counts("{\"data\": [{\"paragraphs\": [{\"qas\": [{}, 5, null, []]}, {\"qas\": []}]}]}"))
                .containsExactly(4L);
        assertThat(counts("{\"data\": [null, 1, [], [{\"paragraphs\": []}], {}, {\"paragraphs\": {\"qas\": [1]}}]}"))
                .containsExactly(6L);
        assertThat(counts("{\"data\": [{\"paragraphs\": [5, [], {}, {\"qas\": 1}, {\"qas\": {\"x\": [1]}}]}]}"))
                .containsExactly(5L);
    }

    @Test
    void listsOfThoseNamesElsewhereDoNotCount() throws IOException {
        assertThat(counts("{\"qas\": [1], \"data\": [{\"x\": [{\"qas\": [1, 2]}], \"paragraphs\": []}], \"more\":"
                        + " [{\"paragraphs\": [{\"qas\": [1]}]}]}"))
                .containsExactly(0L);
        assertThat(counts("{\"data\": [{\"paragraphs\": [{\"qas\": [{\"answers\": [{\"qas\": [1, 2]}]}]}]}]}"))
                .containsExactly(1L);
    }

    @Test
    void readerThatStopsBeforeTheEndHearsNoCount() throws IOException {
        List<Long> counts = new ArrayList<>();
        try (JsonParser parser = new QuestionCount(Content.MAPPER.createParser("{\"data\": [{}, {}]}"), counts::add)) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                assertThat(counts).isEmpty();
            }
        }
        assertThat(counts).isEmpty();
    }
}
