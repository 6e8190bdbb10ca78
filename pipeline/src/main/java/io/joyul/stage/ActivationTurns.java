package io.joyul.stage;

import io.joyul.stage.TurnQuestion.Wish;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lets one stage at a time make the activations of one folder, so that trials that begin together do not all make the
 * same; who comes after finds them there. A stage that ends, however it does, has no turn any more.
 */
final class ActivationTurns {
    private final Map<String, String> makers = new HashMap<>();
    private final Set<String> running = new HashSet<>();

    /** A stage may ask for turns from now on. */
    synchronized void begin(String stage) {
        running.add(stage);
    }

    /** Whether the stage has the turn now. */
    synchronized boolean answer(TurnQuestion question) {
        if (question.wish() == Wish.GIVE) {
            makers.remove(question.folder(), question.asker());
            return false;
        }
        // A rank that outlives its stage may ask once more, and nobody would take the turn from it again.
        if (running.contains(question.asker())) {
            makers.putIfAbsent(question.folder(), question.asker());
        }
        return question.asker().equals(makers.get(question.folder()));
    }

    synchronized void end(String stage) {
        running.remove(stage);
        makers.values().removeIf(stage::equals);
    }
}
