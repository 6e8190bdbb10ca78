package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianStoppingTest {
    private static final List<Integer> EPOCHS = List.of(1, 2, 3, 4);

    private final MedianStopping rule = new MedianStopping(new RandomPoints(Simulation.rateSpace(), 1), 10, EPOCHS, 3);

    private Verdict tell(Assignment trial, int budget, double loss) {
        return rule.report(new Score(trial.trial(), trial.point(), budget, loss));
    }

    private Assignment whole(double... losses) {
        Assignment trial = rule.next().orElseThrow();
        for (int epoch = 1; epoch < losses.length; epoch++) {
            assertThat(tell(trial, epoch, losses[epoch - 1])).isEqualTo(Verdict.GO_ON);
        }
        assertThat(tell(trial, losses.length, losses[losses.length - 1])).isEqualTo(Verdict.DONE);
        return trial;
    }

    @Test
    void aTrialWorseThanTheMedianOfRunningMeansEnds() {
        whole(1.0, 0.8, 0.6, 0.4);
        whole(0.9, 0.7, 0.5, 0.3);
        whole(2.0, 2.0, 2.0, 2.0);
        // Means up to epoch 2 are 0.9, 0.8 and 2.0; their median is 0.9.
        Assignment bad = rule.next().orElseThrow();
        assertThat(tell(bad, 1, 0.99)).as("the median after one epoch is 1.0").isEqualTo(Verdict.GO_ON);
        assertThat(tell(bad, 2, 0.91)).isEqualTo(Verdict.STOP);
        Assignment good = rule.next().orElseThrow();
        assertThat(tell(good, 1, 0.95)).isEqualTo(Verdict.GO_ON);
        assertThat(tell(good, 2, 0.89)).isEqualTo(Verdict.GO_ON);
        assertThat(tell(good, 3, 5.0))
                .as("its best so far counts, not its last")
                .isEqualTo(Verdict.STOP);
    }

    @Test
    void nobodyIsStoppedBeforeEnoughTrialsHaveEnded() {
        whole(0.1, 0.1, 0.1, 0.1);
        whole(0.1, 0.1, 0.1, 0.1);
        Assignment bad = rule.next().orElseThrow();
        assertThat(tell(bad, 1, 9)).isEqualTo(Verdict.GO_ON);
    }

    /** A score is told before the weights are written, and it is the writing that fails. */
    @Test
    void aTrialThatFailsAfterItsLastScoreIsNotWaitedFor() {
        MedianStopping two = new MedianStopping(new RandomPoints(Simulation.rateSpace(), 1), 2, List.of(1), 3);
        WholeTrials whole = new WholeTrials(new RandomPoints(Simulation.rateSpace(), 1), 2, 1);
        for (Strategy strategy : List.of(two, whole)) {
            Assignment first = strategy.next().orElseThrow();
            strategy.next();
            strategy.report(new Score(0, first.point(), 1, 0.5));
            strategy.failed(0);
            assertThat(strategy.isOver()).as("the other is at work").isFalse();
            strategy.failed(1);
            assertThat(strategy.isOver()).isTrue();
        }
    }
}
