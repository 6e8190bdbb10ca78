package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.SweepConfig.Metric;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.GridPoints;
import io.joyul.sweep.Journal;
import io.joyul.sweep.Point;
import io.joyul.sweep.RandomPoints;
import io.joyul.sweep.Sampler;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import io.joyul.sweep.WholeTrials;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many trials as there is room for, on a standalone master whose workers come one by one. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TrialsOnClusterTest {
    private static final int TRIALS = 10;

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());
    private final RecordingProgress progress = new RecordingProgress();

    private Conductor conductor(String journal, Sampler sampler, int trials) {
        return new Conductor(
                new WholeTrials(sampler, trials, 20),
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve(journal).toString()),
                "f",
                InstantSource.system());
    }

    private Conductor random() {
        return conductor("journal", new RandomPoints(TinyBench.SPACE, 3), TRIALS);
    }

    @Test
    void trialsBeginAsExecutorsComeAndWithoutAnyTheSweepEndsToBeContinued() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, 0);
                SparkSession spark = cluster.session()) {
            TinyBench bench = new TinyBench(folder.toString(), 20, 1, List.of(20), Unit.EPOCHS).prepare(storage);
            bench.patienceSeconds = 1;
            Conductor first = random();
            assertThatThrownBy(() -> new SweepStage(spark, storage, first, bench, progress, 2).run(0))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANKS_NOT_SCHEDULABLE))
                    .hasMessageContainingAll("needs 1 slots", "has 0 after 1 s", "run the same command again");
            assertThat(first.trials()).extracting(Trial::status).containsOnly(Status.RUNNING);

            bench.patienceSeconds = 120;
            Conductor second = random();
            CompletableFuture<Void> growth = CompletableFuture.runAsync(() -> grow(cluster));
            List<Trial> trials = new SweepStage(spark, storage, second, bench, progress, 2).run(0);
            growth.join();
            assertThat(trials).hasSize(TRIALS).extracting(Trial::status).containsOnly(Status.DONE);
            // The first one was begun before there was any slot.
            assertThat(TinyBench.mostAtOnce(trials.subList(1, TRIALS))).isEqualTo(2);
        }
    }

    private static void grow(TestCluster cluster) {
        try {
            cluster.startWorker("worker-1");
            cluster.startWorker("worker-2");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTrialThatIsTooLargeForTheClusterFailsWhileOthersGoOn() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, 1);
                SparkSession spark = cluster.session()) {
            TinyBench bench = new TinyBench(folder.toString(), 20, 1, List.of(20), Unit.EPOCHS).prepare(storage);
            bench.patienceSeconds = 20;
            GridPoints points = new GridPoints(List.of(
                    new Point(Map.of("rate", "0.001")),
                    new Point(Map.of("rate", "0.002", "ranks", "2")),
                    new Point(Map.of("rate", "0.003", "ranks", "2")),
                    new Point(Map.of("rate", "0.004"))));
            Conductor conductor = conductor("mixed", points, 4);
            List<Trial> trials = new SweepStage(spark, storage, conductor, bench, progress, 2).run(0);
            assertThat(trials)
                    .extracting(Trial::status)
                    .containsExactly(Status.DONE, Status.FAILED, Status.FAILED, Status.DONE);
            assertThat(trials.get(2).error())
                    .startsWith("[RANKS_NOT_SCHEDULABLE] a trial needs 2 slots, and spark://")
                    .contains("has 1 after 20 s");
            assertThat(trials.get(2).endedSeconds() - trials.get(2).begunSeconds())
                    .as("that there is no room for two ranks was waited for by the trial before")
                    .isLessThan(bench.patienceSeconds / 2.0);
        }
    }
}
