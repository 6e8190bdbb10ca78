package io.joyul.stage;

import static io.joyul.stage.RanksOnCluster.assertTrainingAgain;
import static io.joyul.stage.RanksOnCluster.rank;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor that dies and one that stands still, in every test run; {@link FailingRanksTest} has all the rest. */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
final class KilledRanksTest {
    private static final int EPOCHS = 6;

    /** Whoever runs all tests may do anything else beside. {@link FailingRanksTest} holds the engine to its time. */
    private static final double SECONDS_AMONG_OTHER_TESTS = 60;

    @TempDir
    private static Path folder;

    private static @Nullable RanksOnCluster started;

    /** Before each and not before all, so that each test is reported as skipped where there is no Spark. */
    @BeforeEach
    void startOnce() throws Exception {
        if (started == null) {
            started = RanksOnCluster.start(folder, EPOCHS);
        }
    }

    @AfterEach
    void awaitEnds() throws Exception {
        if (started != null) {
            started.awaitEnds();
        }
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static RanksOnCluster ranks() {
        assertThat(started).isNotNull();
        return started;
    }

    @Test
    void anExecutorKilledInTheForwardPassIsReplaced() throws Exception {
        List<ThreadSpy> spies = ranks().spies();
        SupervisedRun run = ranks().start(ranks().task("forward"));
        run.awaitStep(12);
        ThreadSpy victim = rank(1, spies);
        victim.await("MaskedLanguageModelling", "forward");
        long killed = System.nanoTime();
        victim.process().destroyForcibly();
        assertTrainingAgain(run, "killed in the forward pass", killed, SECONDS_AMONG_OTHER_TESTS);
        ranks().assertAsIfNothingHadHappened(run.await());
        assertThat(run.notes()).anySatisfy(note -> assertThat(note).contains("[RANK_LOST]"));
    }

    @Test
    void aStoppedRankIsNamedWithinTheWatchdogsTimeAndItsZombieChangesNothing() throws Exception {
        List<ThreadSpy> spies = ranks().spies();
        SupervisedRun run = ranks().start(ranks().task("stopped"));
        run.awaitStep(12);
        // The leader, which writes the checkpoints.
        ProcessHandle zombie = rank(0, spies).process();
        TestCluster.signal(zombie, "STOP");
        long stopped = System.nanoTime();
        String note = run.awaitNote("[RANK_HUNG]");
        double seconds = (System.nanoTime() - stopped) / 1e9;
        System.out.printf("stopped: %.1f s later: %s%n", seconds, note);
        assertThat(seconds).isLessThan((RanksOnCluster.FAILURES.watchdogSeconds() + 2.0) * RanksOnCluster.load());
        assertThat(note).containsPattern("rank 0 \\(127\\.0\\.0\\.1, executor \\d+\\) has been silent for 10 s");
        assertThat(note).containsPattern("its last step was \\d+");
        // Before its worker kills it: now it goes on, beside those who took its place.
        TestCluster.signal(zombie, "CONT");
        long again = run.awaitStepOfNextAttempt();
        System.out.printf("stopped: training again after %.1f s%n", (again - stopped) / 1e9);
        ranks().assertAsIfNothingHadHappened(run.await());
    }
}
