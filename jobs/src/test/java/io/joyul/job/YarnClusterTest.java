package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through the real spark-submit, on a real YARN: Hadoop's own mini cluster. */
@Tag("slow")
class YarnClusterTest {
    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        InstalledSpark.assumeThere();
        Ended started = yarn("start.log", "start");
        Script.assumeAvailable(started);
        assertThat(started.exitCode()).as(started.output()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        yarn("stop.log", "stop");
    }

    @Test
    void jobsEndAlikeWithTheDriverHereAndInsideYarn() throws Exception {
        SmallRun small = SmallRun.write(folder.resolve("run"));
        Path file = Files.writeString(
                small.file(),
                Files.readString(small.file()).replace("compare-from-scratch: true", "compare-from-scratch: false"));

        Ended here = submit("client.log", "Run", file.toString());
        assertThat(here.exitCode()).as(here.output()).isZero();
        assertThat(here.output()).contains("accuracy ", "report.html");

        Ended again = submit("again.log", "--cluster", "Run", file.toString());
        assertThat(again.exitCode())
                .as("nothing is left to do, and exit code 0 is no failure: " + again.output())
                .isZero();

        Ended evaluated = submit("cluster.log", "--cluster", "Evaluate", file.toString(), "--set", "evaluate.batch=16");
        assertThat(evaluated.exitCode()).as(evaluated.output()).isZero();

        Ended mistaken = submit("mistake.log", "--cluster", "Run", file.toString(), "--set", "training.rank=2");
        assertThat(mistaken.exitCode()).isNotZero();
        assertThat(mistaken.output()).contains("exit code: 2", "did you mean training.ranks?", "[CONFIG_INVALID]");
    }

    private Ended submit(String log, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("submit"));
        all.addAll(List.of(arguments));
        return yarn(log, all.toArray(String[]::new));
    }

    private Ended yarn(String log, String... arguments) throws IOException, InterruptedException {
        return new Script(folder.resolve(log), 8)
                .with("JOYUL_CLUSTER_DIR", folder.resolve("yarn").toString())
                .with(
                        "JOYUL_SUBMIT_OPTIONS",
                        "--driver-memory 1g --executor-memory 1g --conf spark.executor.memoryOverhead=1g")
                .run("yarn.sh", arguments);
    }
}
