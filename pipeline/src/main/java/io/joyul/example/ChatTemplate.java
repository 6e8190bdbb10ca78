package io.joyul.example;

import io.joyul.preprocess.Content.Speaker;
import io.joyul.preprocess.Content.Turn;
import java.util.List;

/**
 * How a conversation is written down for a model.
 *
 * @param user what a turn that the model listens to looks like; {@code {text}} stands for what is said
 * @param assistant what a turn that the model says looks like
 */
record ChatTemplate(String user, String assistant) {
    private static final String TEXT = "{text}";

    /** A piece of the conversation: one to be learnt ends with the end token. */
    record Piece(String text, Role role) {}

    /** Whether a piece is a target. */
    enum Role {
        READ,
        LEARNT
    }

    /** The pieces of a conversation in their order. */
    List<Piece> pieces(List<Turn> turns) {
        return turns.stream().flatMap(turn -> pieces(turn).stream()).toList();
    }

    private List<Piece> pieces(Turn turn) {
        if (turn.speaker() == Speaker.USER) {
            return List.of(new Piece(user.replace(TEXT, turn.text()), Role.READ));
        }
        int at = assistant.indexOf(TEXT);
        return List.of(
                new Piece(assistant.substring(0, at), Role.READ),
                new Piece(turn.text() + assistant.substring(at + TEXT.length()), Role.LEARNT));
    }
}
