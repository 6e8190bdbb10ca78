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

    @Test
    void aRunFileThatIsEditedMeanwhileChangesNoTrial() throws Exception {
        Storage storage = Storage.of(Map.of());
        Path file = SmallRun.write(folder).file();
        SweepConfig sweep = SweepConfigLoader.parse("sweep", """
                name: small
                run: %s
                output: %s
                space: {train.label-smoothing: {choice: [0, 0.1]}}
                strategy: {kind: grid}
                """.formatted(file, folder.resolve("sweep")), List.of());
        RunFile run = RunFile.read(storage, sweep.run());
        RunConfig base = SweepBench.base(sweep, run);
        SweepBench bench = new SweepBench(sweep, run, storage, new Sessions(base), Progress.silent(), List.of(2), 1);
        Files.writeString(file, Files.readString(file).replace("train: {epochs: 2", "train: {epochs: 5"));
        Point point = new Point(Map.of("train.label-smoothing", "0.1"));
        RunConfig trial = bench.config(new Assignment(0, point, 2, Assignment.NONE, 0));
        assertThat(trial.train().labelSmoothing()).isEqualTo(0.1);
        assertThat(trial.train().epochs()).isEqualTo(base.train().epochs());
    }
}
