package io.joyul.preprocess;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a task other than the classification of one text holds, checked and normalised. It travels as JSON, in the
 * place where a classified text has its class.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Content.Pair.class, name = "pair"),
    @JsonSubTypes.Type(value = Content.Tagged.class, name = "tagged"),
    @JsonSubTypes.Type(value = Content.Question.class, name = "question"),
    @JsonSubTypes.Type(value = Content.Document.class, name = "document"),
    @JsonSubTypes.Type(value = Content.Dialogue.class, name = "dialogue"),
    @JsonSubTypes.Type(value = Content.Preference.class, name = "preference"),
    @JsonSubTypes.Type(value = Content.Ranking.class, name = "ranking")
})
public sealed interface Content {
    JsonMapper MAPPER = new JsonMapper();

    /** Two texts and the class of their relation. */
    record Pair(String first, String second, String label) implements Content {
        @Override
        public List<String> parts() {
            return List.of(first, second);
        }
    }

    /** Words or characters, and a tag for each. */
    record Tagged(List<String> units, List<String> tags) implements Content {
        @Override
        public List<String> parts() {
            return List.of();
        }
    }

    /**
     * A question to a paragraph.
     *
     * @param key what the data set calls the question; null when it has no name
     * @param answers in any of these places; none when the paragraph has no answer
     */
    record Question(@Nullable String key, String question, String paragraph, List<Answer> answers) implements Content {
        @Override
        public List<String> parts() {
            return List.of(question, paragraph);
        }
    }

    /**
     * An answer and its place.
     *
     * @param start code point of the paragraph at which it begins
     */
    record Answer(String text, int start) {}

    /** A document; the class is null where the task has none. */
    record Document(String text, @Nullable String label) implements Content {
        @Override
        public List<String> parts() {
            return List.of();
        }
    }

    /** Turns of a conversation in their order. */
    record Dialogue(List<Turn> turns) implements Content {
        @Override
        public List<String> parts() {
            return List.of(said(Speaker.USER), said(Speaker.ASSISTANT));
        }

        private String said(Speaker speaker) {
            return turns.stream()
                    .filter(turn -> turn.speaker() == speaker)
                    .map(Turn::text)
                    .collect(Collectors.joining("\n"));
        }
    }

    /** What was said. */
    record Turn(Speaker speaker, String text) {}

    /** Who says something: the model that is tuned, or anybody that it listens to. */
    enum Speaker {
        USER,
        ASSISTANT
    }

    /** A prompt, a better answer and a worse one. */
    record Preference(String prompt, String chosen, String rejected) implements Content {
        @Override
        public List<String> parts() {
            return List.of(prompt, chosen, rejected);
        }
    }

    /**
     * A text and candidates for it.
     *
     * @param candidates only the right one where the others are to be drawn from other rows
     * @param relevances one for each candidate, the higher the better
     */
    record Ranking(String query, List<String> candidates, List<Integer> relevances) implements Content {
        @Override
        public List<String> parts() {
            return List.of(query, String.join("\n", candidates));
        }
    }

    /**
     * What a row says in several texts, any of which it may share with rows that are others all the same: a paragraph with
     * many questions, a prompt with many answers. None where the row is one text.
     */
    List<String> parts();

    default String toJson() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }

    /** What {@link #toJson} wrote. */
    static Content of(String json) {
        return of(json, Content.class);
    }

    /** What {@link #toJson} wrote of content of one kind. */
    static <T extends Content> T of(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("content is what preprocessing wrote, but is " + json, e);
        }
    }
}
