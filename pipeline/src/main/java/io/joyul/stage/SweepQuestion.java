package io.joyul.stage;

import java.io.Serializable;

/** What the first rank of a sweep's stage asks the driver, over {@link ProgressPlugin}. */
sealed interface SweepQuestion extends Serializable permits TrialQuestion, TurnQuestion {
    /** Who asks, for people. */
    String asker();

    /** Hands itself to the method of its kind. */
    Object askOf(Answers answers);

    /** The driver's side. Calls come from any thread, and are answered at once. */
    interface Answers {
        /** What becomes of a trial. */
        Object verdict(TrialQuestion question);

        /** Whether a stage has the turn. */
        Object turn(TurnQuestion question);
    }
}
