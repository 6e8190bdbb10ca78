package io.joyul.stage;

import io.joyul.stage.TurnQuestion.Wish;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets one stage at a time make the activations of one folder, so that trials that begin together do not all make the
 * same; who comes after finds them there. A stage that ends, however it does, has no turn any more.
 */
final class ActivationTurns {
    private final Map<String, String> makers = new HashMap<>();

    /** Whether the stage has the turn now. */
    synchronized boolean answer(TurnQuestion question) {
        if (question.wish() == Wish.GIVE) {
            makers.remove(question.folder(), question.asker());
            return false;
        }
        makers.putIfAbsent(question.folder(), question.asker());
        return question.asker().equals(makers.get(question.folder()));
    }

    synchronized void end(String stage) {
        makers.values().removeIf(stage::equals);
    }
}
