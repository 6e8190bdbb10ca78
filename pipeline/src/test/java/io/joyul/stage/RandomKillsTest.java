package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.checkpoint.CheckpointReader;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors killed at any moment of a run, many times. */
@Tag("slow")
@Timeout(value = 7200, unit = TimeUnit.SECONDS)
final class RandomKillsTest {
    private static final int EPOCHS = 8;
    private static final int KILLS = 50;

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

    /** A minute for every few kills; the moments are those of the printed seed. */
    @Test
    void fiftyKillsAtRandomMomentsEndWithTheSameWeightsEachTime() throws Exception {
        long seed = Long.getLong("joyul.test.seed", System.nanoTime());
        System.out.println("seed " + seed + "; the same moments again: -Dtest.args=-Djoyul.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            SupervisedRun run = ranks().start(ranks().task("random-" + round));
            run.awaitStep(1);
            int planned = 1 + random.nextInt(3);
            for (int kill = 0; kill < planned && !run.isDone(); kill++) {
                TimeUnit.MILLISECONDS.sleep(random.nextLong(4000));
                List<ProcessHandle> executors = ranks().cluster().executors();
                if (run.isDone() || executors.isEmpty()) {
                    break;
                }
                executors.get(random.nextInt(executors.size())).destroyForcibly();
                kills++;
            }
            ranks().assertAsIfNothingHadHappened(run.await());
            assertThat(new CheckpointReader(ranks().storage())
                            .newest(ranks().path("random-" + round), "fingerprint")
                            .notes())
                    .isEmpty();
            ranks().storage().delete(ranks().path("random-" + round));
            System.out.println("round " + round + ": " + kills + " kills so far, the weights are the same");
        }
    }
}
