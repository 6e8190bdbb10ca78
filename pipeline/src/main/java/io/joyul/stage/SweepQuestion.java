package io.joyul.stage;

import io.joyul.sweep.Verdict;
import java.io.Serializable;

/**
 * What the first rank of a sweep's stage asks the driver, over {@link ProgressPlugin}.
 *
 * @param <A> what the answer is
 */
sealed interface SweepQuestion<A> extends Serializable permits TrialQuestion, TurnQuestion {
    /** Who asks, for people. */
    String asker();

    /**
     * Hands itself to the method of its kind.
     *
     * @return the answer as text: on a cluster what the driver answers is read by an executor's own class path, on which
     *     the jars of spark-submit are not, and an answer of a class from there ends the executor
     */
    String askOf(Answers answers);

    /** The answer that a text of {@link #askOf} stands for. */
    A heard(String answer);

    /** The driver's side. Calls come from any thread, and are answered at once. */
    interface Answers {
        /** What becomes of a trial. */
        Verdict verdict(TrialQuestion question);

        /** Whether a stage has the turn. */
        boolean turn(TurnQuestion question);
    }
}
