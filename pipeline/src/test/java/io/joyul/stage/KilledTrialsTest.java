package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.SweepConfig.Metric;
import io.joyul.storage.Storage;
import io.joyul.sweep.Asha;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Journal;
import io.joyul.sweep.RandomPoints;
import io.joyul.sweep.Strategy;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials on a standalone master and two workers, whose executors are killed. */
@Tag("slow")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KilledTrialsTest {
    private static final int MOST_KILLS = 8;

    @TempDir
    private Path folder;

    @Test
    void trialsOfALostExecutorGoBackToTheQueue() throws Exception {
        Storage storage = Storage.of(Map.of());
        try (TestCluster cluster = TestCluster.start(folder, 2);
                SparkSession spark = cluster.session()) {
            // Long enough that most of the time that a trial has its slot it trains.
            Strategy asha = new Asha(new RandomPoints(TinyBench.SPACE, 3), 8, 30, 90, 3);
            TinyBench bench = new TinyBench(folder.toString(), 90, 1, asha.budgets(), Unit.EPOCHS).prepare(storage);
            Conductor conductor = new Conductor(
                    asha,
                    Metric.DEV_LOSS,
                    Journal.open(storage, folder.resolve("journal").toString()),
                    "f",
                    InstantSource.system());
            RecordingProgress progress = new RecordingProgress();
            Thread killer = new Thread(() -> kill(cluster, conductor, bench), "killer");
            killer.start();
            List<Trial> trials = new SweepStage(spark, storage, conductor, bench, progress, 5).run(2);
            killer.join();
            assertThat(trials).hasSize(8);
            assertThat(trials).extracting(Trial::status).containsOnly(Status.PAUSED, Status.DONE);
            assertThat(lost(conductor))
                    .as("killed while they had a trial: %s", progress.notes)
                    .isPositive();
            assertThat(progress.notes).anySatisfy(note -> assertThat(note).contains("lost its slot", "[RANK_LOST]"));
        }
    }

    /** Kills executors that are at work: two, and more until one of them has taken a trial with it. */
    private static void kill(TestCluster cluster, Conductor conductor, TinyBench bench) {
        int kills = 0;
        while (!conductor.isOver() && kills < MOST_KILLS && (kills < 2 || lost(conductor) == 0)) {
            sleep(500);
            if (cluster.executors().size() == 2 && training(conductor, bench) == 2) {
                cluster.executors().get(0).destroyForcibly();
                kills++;
            }
        }
    }

    /** A trial that waits for an executor to come up has no log yet. */
    private static long training(Conductor conductor, TinyBench bench) {
        return conductor.trials().stream()
                .filter(trial -> trial.status() == Status.RUNNING)
                .filter(trial -> Files.exists(Path.of(TrialFolders.log(bench.folder(trial.number())))))
                .count();
    }

    private static int lost(Conductor conductor) {
        return conductor.trials().stream().mapToInt(Trial::lost).sum();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
