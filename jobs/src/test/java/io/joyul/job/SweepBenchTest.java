package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.SweepConfig;
import io.joyul.config.SweepConfigLoader;
import io.joyul.stage.Progress;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepBenchTest {
    @TempDir
    private Path folder;

    private SweepConfig sweep(Path run, String settings) {
        return SweepConfigLoader.parse("sweep", """
                name: small
                run: %s
                set: %s
                output: %s
                space: {train.label-smoothing: {choice: [0, 0.1]}}
                strategy: {kind: grid}
                """.formatted(run, settings, folder.resolve("sweep")), List.of());
    }

    private static SweepBench bench(Storage storage, SweepConfig sweep, RunFile run) {
        RunConfig base = SweepBench.base(sweep, run);
        return new SweepBench(sweep, run, List.of(base), storage, new Sessions(base), Progress.silent(), List.of(2));
    }

    private static Assignment smoothed() {
        return new Assignment(0, new Point(Map.of("train.label-smoothing", "0.1")), 2, Assignment.NONE, 0);
    }

    @Test
    void aRunFileThatIsEditedMeanwhileChangesNoTrial() throws Exception {
        Storage storage = Storage.of(Map.of());
        Path file = SmallRun.write(folder).file();
        SweepConfig sweep = sweep(file, "[]");
        RunFile run = RunFile.read(storage, sweep.run());
        SweepBench bench = bench(storage, sweep, run);
        Files.writeString(file, Files.readString(file).replace("train: {epochs: 2", "train: {epochs: 5"));
        RunConfig trial = bench.config(smoothed());
        assertThat(trial.train().labelSmoothing()).isEqualTo(0.1);
        assertThat(trial.train().epochs())
                .isEqualTo(SweepBench.base(sweep, run).train().epochs());
    }

    @Test
    void aTrialHasAllItsRanksOrNone() throws Exception {
        Storage storage = Storage.of(Map.of());
        SweepConfig sweep = sweep(SmallRun.write(folder).file(), "[training.ranks=2, training.min-ranks=1]");
        RunFile run = RunFile.read(storage, sweep.run());
        assertThat(bench(storage, sweep, run).training(smoothed()).fewestRanks())
                .isEqualTo(2);
    }
}
