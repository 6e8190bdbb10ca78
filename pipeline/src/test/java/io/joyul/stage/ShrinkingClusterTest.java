package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.train.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four ranks whose cluster loses a worker: three slots are left, and a step that is the same bit for bit takes two. */
@Tag("slow")
@Timeout(value = 900, unit = TimeUnit.SECONDS)
final class ShrinkingClusterTest {
    private static final int EPOCHS = 6;

    @TempDir
    private static Path folder;

    @Test
    void aDeterministicStageGoesOnWithTwoOfFourRanksWhereThreeHaveRoomAndWithAllWhenTheyAreBack() throws Exception {
        try (RanksOnCluster ranks = RanksOnCluster.over(4, folder, EPOCHS)) {
            TrainingResult undisturbed =
                    ranks.start(ranks.task("undisturbed", EPOCHS, 1)).await();
            // A slow disk, so that the run is not over before the cluster has changed.
            Path slow = Files.createFile(folder.resolve("faults/slow"));
            SupervisedRun run = ranks.start(ranks.task("shrunk", EPOCHS, 1));
            run.awaitStep(6);
            ranks.cluster().killWorker("worker-2");
            System.out.println("shrunk: " + run.awaitNote("with 2 of 4 ranks"));
            run.awaitStepOfNextAttempt();
            ranks.cluster().startWorker("worker-2");
            System.out.println("grown: " + run.awaitNote("with 4 of 4 ranks"));
            Files.delete(slow);
            TrainingResult result = run.await();
            assertThat(run.notes()).noneMatch(note -> note.contains("with 3 of 4 ranks"));
            assertThat(result.globalStep()).isEqualTo(EPOCHS * RanksOnCluster.STEPS_OF_AN_EPOCH);
            assertThat(ranks.weights(result)).isEqualTo(ranks.weights(undisturbed));
        }
    }
}
