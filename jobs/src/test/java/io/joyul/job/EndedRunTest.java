package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs and sweeps in processes of their own that are told to end, with SIGTERM. */
@Timeout(600)
final class EndedRunTest {
    private static final int TERMINATED = 128 + 15;
    private static final int PATIENCE_SECONDS = 30;

    /** Nobody listens there, so what a tracking server would hear lies in the spool. */
    private static final String TRACKING = "tracking={kind: mlflow, url: 'http://127.0.0.1:9', timeout-seconds: 1}";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    /** A test that fails leaves no process behind. */
    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void runSaysSoOnceAndLeavesTheOutputFree() throws Exception {
        SmallRun small = SmallRun.write(folder);
        String[] command = {
            "run",
            small.file().toString(),
            "--set",
            "train.compare-from-scratch=false",
            "--set",
            "train.epochs=20",
            "--set",
            TRACKING
        };
        Path tuned = Path.of(small.output(), "train", "checkpoints");
        assertSaysSo(endOnce(() -> printed().contains("preprocess"), command));
        assertSaysSo(endOnce(() -> Files.exists(tuned), command));
        assertThat(spooled(Path.of(small.output()))).contains("KILLED").doesNotContain("FAILED", "FINISHED");
    }

    @Test
    void sweepSaysSoOnceAndCountsNoTrialAsFailed() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Path file = Files.writeString(
                folder.resolve("sweep.yaml"), """
                name: ended
                run: %s
                set: [training.ranks=1, train.epochs=12, "%s"]
                output: %s
                parallel: 2
                space: {train.learning-rate: {choice: [0.002, 0.003]}}
                strategy: {kind: grid}
                """.formatted(small.file(), TRACKING, folder.resolve("sweep")));
        Path trial = folder.resolve("sweep/trials/0000/checkpoints");
        assertSaysSo(endOnce(() -> Files.exists(trial), "sweep", file.toString()));
        assertThat(spooled(folder.resolve("sweep"))).contains("KILLED").doesNotContain("FAILED", "FINISHED");

        assertThat(start("sweep", file.toString()).waitFor()).as(printed()).isZero();
        assertThat(Files.readAllLines(folder.resolve("sweep/report/trials.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"DONE\""));
    }

    /** One message, the last; not a word of an attempt, or of what Spark's end did to whom. */
    private static void assertSaysSo(String printed) {
        List<String> lines = printed.lines().toList();
        assertThat(lines.get(lines.size() - 1))
                .startsWith("joyul: ended by a signal")
                .endsWith("[INTERRUPTED]");
        assertThat(printed)
                .containsOnlyOnce("joyul: ")
                .doesNotContain("attempt", "RANK_LOST", "INTERNAL", "SparkContext", "Exception");
    }

    /** Ends a command, and gives all that it printed. */
    private String endOnce(Callable<Boolean> moment, String... command) throws Exception {
        Process process = start(command);
        while (!moment.call()) {
            assertThat(process.isAlive()).as(printed()).isTrue();
            Thread.sleep(20);
        }
        // So that it is at work, and not only about to be.
        Thread.sleep(1_000);
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed()).isEqualTo(TERMINATED);
        return printed();
    }

    private static String spooled(Path output) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(output.resolve("tracking/unsent"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    private String printed() throws IOException {
        return Files.readString(SmallRun.printed(folder.resolve("joyul.log")));
    }

    private Process start(String... command) throws IOException {
        Process process = SmallRun.start("1g", folder.resolve("joyul.log"), Map.of(), command);
        started.add(process);
        return process;
    }
}
