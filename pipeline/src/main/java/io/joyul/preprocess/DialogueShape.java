package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.joyul.preprocess.Content.Speaker;
import io.joyul.preprocess.Content.Turn;
import io.joyul.text.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The turns of a conversation: a JSON array of {@code {"from", "value"}}, as ShareGPT has it, or of {@code {"role",
 * "content"}}. What a model says are its answers and its calls of functions; it listens to all others.
 */
record DialogueShape(TextNormaliser normaliser) implements RowShape {
    @Override
    public Shaped shape(RawRow.Fields row, String text) {
        Optional<ArrayNode> array = Values.array(text);
        if (array.isEmpty()) {
            return new Bad(Reason.WRONG_SHAPE);
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode item : array.get()) {
            Optional<String> said = Values.text(item, "value", "content");
            Optional<String> role = Values.text(item, "from", "role");
            if (said.isEmpty() || role.isEmpty()) {
                return new Bad(Reason.WRONG_SHAPE);
            }
            Optional<Speaker> speaker = speaker(role.get());
            if (speaker.isEmpty()) {
                return new Bad(Reason.SPEAKER_UNKNOWN);
            }
            turns.add(new Turn(speaker.get(), RowShape.withLines(normaliser, said.get())));
        }
        boolean answered = turns.stream()
                .anyMatch(turn ->
                        turn.speaker() == Speaker.ASSISTANT && !turn.text().isBlank());
        if (!answered) {
            return new Bad(Reason.ANSWER_MISSING);
        }
        return new Sound(turns.stream().map(Turn::text).collect(Collectors.joining("\n")), new Content.Dialogue(turns));
    }

    private static Optional<Speaker> speaker(String role) {
        return switch (role.strip()) {
            case "gpt", "assistant", "model", "bot", "chatgpt", "function_call" -> Optional.of(Speaker.ASSISTANT);
            case "human", "user", "system", "observation", "tool", "function" -> Optional.of(Speaker.USER);
            default -> Optional.empty();
        };
    }
}
