package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run in a process of its own, killed with SIGKILL wherever it happens to be. */
final class KilledRunTest {
    private static final int KILLS = 4;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    /** A test that fails leaves no run behind. */
    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @Timeout(1800)
    void aRunThatIsKilledAndStartedAgainEndsWithTheSameWeights() throws Exception {
        long seed = Long.getLong("joyul.test.seed", System.nanoTime());
        System.out.println("seed " + seed + "; the same moments again: -Dtest.args=-Djoyul.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path runFile = writeRunFile();

        long began = System.nanoTime();
        assertThat(start(runFile, "whole").waitFor()).isZero();
        long wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        for (int kill = 0; kill < KILLS; kill++) {
            Process run = start(runFile, "killed");
            long moment = random.nextLong(wholeMillis / 3, wholeMillis);
            if (run.waitFor(moment, TimeUnit.MILLISECONDS)) {
                break;
            }
            run.destroyForcibly().waitFor();
        }
        assertThat(start(runFile, "killed").waitFor()).isZero();

        for (String stage : List.of("pretrain", "train")) {
            assertThat(weights("killed", stage)).as(stage).isEqualTo(weights("whole", stage));
        }
        assertThat(names("killed/pretrain/checkpoints")).noneMatch(name -> name.startsWith(".generation"));
        assertThat(folder.resolve("killed/report/report.html")).exists();
    }

    private byte[] weights(String run, String stage) throws IOException {
        Path checkpoints = folder.resolve(run).resolve(stage).resolve("checkpoints");
        String newest = names(run + "/" + stage + "/checkpoints").stream()
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Files.readAllBytes(checkpoints.resolve(newest).resolve("model.safetensors"));
    }

    private List<String> names(String child) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(child))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Path writeRunFile() throws IOException {
        Path sample = Path.of("..", "conf", "data", "nsmc-sample").toAbsolutePath();
        String text = """
                name: killed
                output: SET
                input:
                  train: %1$s/dev.tsv.gz
                  dev: %1$s/test.tsv.gz
                  id-column: id
                  text-column: document
                  label-column: label
                preprocess:
                  max-length: 32
                  tokenizer: {vocabulary-size: 2000}
                model: {layers: 1, hidden-size: 32, attention-heads: 2, intermediate-size: 64}
                training: {ranks: 2, micro-batch: 8, checkpoint-every: 10, keep-checkpoints: 3}
                pretrain: {epochs: 2}
                train: {epochs: 2}
                """.formatted(sample);
        return Files.writeString(folder.resolve("run.yaml"), text, StandardCharsets.UTF_8);
    }

    private Process start(Path runFile, String output) throws IOException {
        Process process = SmallRun.start(
                "1g",
                folder.resolve(output + ".log"),
                Map.of(),
                "run",
                runFile.toString(),
                "--set",
                "output=" + folder.resolve(output));
        started.add(process);
        return process;
    }
}
