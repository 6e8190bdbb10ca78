package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on {@code local-cluster}: a driver with executors of its own, each a process on this machine. */
class LocalClusterTest {
    @TempDir
    Path folder;

    @Test
    void smallRunIsTrainedByTwoProcesses() throws Exception {
        InstalledSpark.assumeThere();
        SmallRun small = SmallRun.write(folder);
        Ended ended = new Script(folder.resolve("submit.log"), 8)
                .with("JOYUL_CLUSTER_MASTER", "local-cluster[2,1,2048]")
                .run(
                        "standalone.sh",
                        "submit",
                        "Run",
                        small.file().toString(),
                        "--set",
                        "train.compare-from-scratch=false");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("accuracy ", "report.html");
        assertThat(Path.of(small.output(), "report", "report.html")).content().contains("local-cluster[2,1,2048]");
    }
}
