package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep in a process of its own, killed with SIGKILL wherever it happens to be. */
@Tag("slow")
class KilledSweepTest {
    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    @Test
    @Timeout(900)
    void aSweepThatIsKilledGoesOnToTheSameTrialsAndRunsNothingTwice() throws Exception {
        long seed = Long.getLong("joyul.test.seed", System.nanoTime());
        System.out.println("seed " + seed + "; the same moments again: -Dtest.args=-Djoyul.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        SmallRun run = SmallRun.write(folder);
        Path file = Files.writeString(folder.resolve("sweep.yaml"), """
                name: killed
                run: %s
                set: [training.ranks=1, train.epochs=4]
                output: SET
                parallel: 1
                space:
                  train.learning-rate: {log-uniform: [1e-4, 1e-1]}
                strategy: {kind: asha, trials: 7, eta: 2}
                """.formatted(run.file()));

        long began = System.nanoTime();
        assertThat(start(file, "whole").waitFor()).isZero();
        long wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        for (int kill = 0; kill < KILLS; kill++) {
            Process sweep = start(file, "killed");
            if (sweep.waitFor(random.nextLong(wholeMillis / 3, wholeMillis), TimeUnit.MILLISECONDS)) {
                break;
            }
            sweep.destroyForcibly().waitFor();
        }
        assertThat(start(file, "killed").waitFor()).isZero();
        assertThat(told("killed")).isEqualTo(told("whole")).doesNotHaveDuplicates();
    }

    /** Every score that was told, with what was answered; times and sums left out. */
    private List<String> told(String output) throws IOException {
        List<String> told = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(output).resolve("journal"))) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.contains("\"what\":\"reported\"")) {
                        told.add(line.substring(line.indexOf("\"trial\"")));
                    }
                }
            }
        }
        return told;
    }

    private Process start(Path file, String output) throws IOException {
        return SmallRun.start(
                "1g",
                folder.resolve(output + ".log"),
                Map.of(),
                "sweep",
                file.toString(),
                "--set",
                "output=" + folder.resolve(output));
    }
}
