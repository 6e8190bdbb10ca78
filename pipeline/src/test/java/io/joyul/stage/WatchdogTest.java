package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.FailuresConfig;
import io.joyul.stage.RankMessage.Beat;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
    private static final FailuresConfig LIMITS = new FailuresConfig(60, 200, 10, FailuresConfig.OnNonFinite.STOP, 5);

    private final Watchdog watchdog = new Watchdog(2, LIMITS, 100, 0);

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }

    private static Beat beat(int rank, long step, boolean waits) {
        return beat(rank, step, step, waits);
    }

    private static Beat beat(int rank, long step, long moves, boolean waits) {
        return new Beat(
                "train",
                1,
                rank,
                "rank " + rank + " (host-" + rank + ", executor 7" + rank + ")",
                "7" + rank,
                step,
                moves,
                waits,
                "reads the weights that it goes on from",
                "io.joyul.model.Layer.forward(Layer.java:7)");
    }

    /** Looks every second as the driver does. */
    private java.util.Optional<Watchdog.Finding> lookUntil(int from, int to) {
        for (int second = from; second < to; second++) {
            watchdog.look(at(second));
        }
        return watchdog.look(at(to));
    }

    @Test
    void ranksThatBeatAndMoveAreLeftAlone() {
        for (int second = 0; second < 500; second++) {
            watchdog.hear(beat(0, second + 1, false), at(second));
            watchdog.hear(beat(1, second + 1, true), at(second));
            assertThat(watchdog.look(at(second + 0.5))).isEmpty();
        }
    }

    @Test
    void aSilentProcessIsNamedWithItsLastStep() {
        watchdog.hear(beat(0, 17, true), at(0));
        watchdog.hear(beat(1, 17, false), at(0));
        for (int second = 1; second <= 30; second++) {
            watchdog.hear(beat(0, 17, true), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
        watchdog.hear(beat(0, 17, true), at(31));
        assertThat(watchdog.look(at(31))).hasValueSatisfying(found -> {
            assertThat(found.executor()).isEqualTo("71");
            assertThat(found.what())
                    .contains("rank 1 (host-1, executor 71)", "silent for 30 s", "its last step was 17");
        });
    }

    @Test
    void ofRanksThatStandStillTheOneThatWaitsForNobodyIsToBlame() {
        for (int second = 0; second <= 60; second++) {
            watchdog.hear(beat(0, 18, true), at(second));
            watchdog.hear(beat(1, 18, false), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
        watchdog.hear(beat(0, 18, true), at(61));
        watchdog.hear(beat(1, 18, false), at(61));
        assertThat(watchdog.look(at(61)))
                .hasValueSatisfying(found -> assertThat(found.what())
                        .contains("rank 1", "done nothing for 60 s", "Layer.forward", "its last step was 18"));
    }

    @Test
    void aRankThatHasEndedIsNotMissed() {
        watchdog.hear(beat(0, 20, false), at(0));
        watchdog.hear(beat(1, 20, false), at(0));
        watchdog.leave(1);
        for (int second = 1; second < 55; second++) {
            watchdog.hear(beat(0, 20, false), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
    }

    @Test
    void ranksThatNeverBeginAreTold() {
        watchdog.hear(beat(0, 0, false), at(0));
        for (int second = 1; second <= 100; second++) {
            watchdog.hear(beat(0, 0, false), at(second));
        }
        assertThat(lookUntil(90, 99)).isEmpty();
        assertThat(watchdog.look(at(100)))
                .hasValueSatisfying(found -> assertThat(found.what()).contains("1 of 2 ranks have not begun"));
    }

    @Test
    void ranksThatStandStillBeforeTheirFirstStepAreToldWithWhatTheOneToBlameWasAt() {
        for (int second = 0; second <= 200; second++) {
            watchdog.hear(beat(0, 0, 7, true), at(second));
            watchdog.hear(beat(1, 0, 3, false), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
        watchdog.hear(beat(0, 0, 7, true), at(201));
        watchdog.hear(beat(1, 0, 3, false), at(201));
        assertThat(watchdog.look(at(201))).hasValueSatisfying(found -> {
            assertThat(found.executor()).isEqualTo("71");
            assertThat(found.what())
                    .contains(
                            "rank 1 (host-1, executor 71)",
                            "done nothing for 200 s",
                            "before its first step, while it reads the weights that it goes on from",
                            "training.failures.start-seconds");
        });
    }

    @Test
    void aRankThatGetsOnBeforeTheFirstStepMayTakeAsLongAsItWill() {
        for (int second = 0; second < 5000; second++) {
            watchdog.hear(beat(0, 0, 7, true), at(second));
            watchdog.hear(beat(1, 0, second / 100, false), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
    }

    @Test
    void aRankThatNeverComesToItsFirstStepWhileTheOthersWaitInTheirsIsTold() {
        for (int second = 0; second <= 200; second++) {
            watchdog.hear(beat(0, 1, 7, true), at(second));
            watchdog.hear(beat(1, 0, 3, false), at(second));
            assertThat(watchdog.look(at(second))).isEmpty();
        }
        watchdog.hear(beat(0, 1, 7, true), at(201));
        watchdog.hear(beat(1, 0, 3, false), at(201));
        assertThat(watchdog.look(at(201)))
                .hasValueSatisfying(found ->
                        assertThat(found.what()).contains("rank 1", "done nothing for 200 s", "before its first step"));
    }

    @Test
    void aDriverThatWasStoppedItselfBlamesNobody() {
        watchdog.hear(beat(0, 3, false), at(0));
        watchdog.hear(beat(1, 3, true), at(0));
        assertThat(watchdog.look(at(1))).isEmpty();
        assertThat(watchdog.look(at(3600))).isEmpty();
    }
}
