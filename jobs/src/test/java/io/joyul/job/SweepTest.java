package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps through the command, with trials of a second. */
class SweepTest {
    private static final String SPACE = """
            space:
              train.learning-rate: {log-uniform: [1e-4, 1e-1]}
              train.label-smoothing: {choice: [0, 0.1]}
            """;

    @TempDir
    private Path folder;

    private Path sweep(String strategy, String more) throws IOException {
        SmallRun run = SmallRun.write(folder);
        return Files.writeString(
                folder.resolve("sweep.yaml"),
                """
                name: small
                run: %s
                set: [training.ranks=1, train.epochs=3]
                output: %s
                parallel: 2
                strategy: %s
                """.formatted(run.file(), folder.resolve("sweep"), strategy) + SPACE + more);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve("sweep").resolve(file));
    }

    private long count(String event) throws IOException {
        long count = 0;
        try (Stream<Path> files = Files.list(folder.resolve("sweep/journal"))) {
            for (Path file : files.toList()) {
                count += Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"what\":\"" + event + "\""))
                        .count();
            }
        }
        return count;
    }

    @Test
    void ashaPromotesTheBestOverTheSameShardsAndASecondRunDoesNothing() throws Exception {
        Path file = sweep("{kind: asha, trials: 6, eta: 2}", "retrain: {trials: 1, seeds: [7, 8]}\n");
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("warm-up");
        assertThat(ended.out()).contains("best        dev-accuracy 0.", "of 6:", "sweep.html", "accuracy on test");
        List<String> trials = lines("report/trials.jsonl");
        assertThat(trials).hasSize(6);
        assertThat(trials)
                .filteredOn(line -> line.contains("\"status\":\"DONE\""))
                .isNotEmpty();
        assertThat(trials)
                .filteredOn(line -> line.contains("\"status\":\"PAUSED\""))
                .isNotEmpty();
        List<Path> checkpoints = checkpoints();
        assertThat(checkpoints).as("named of the trial that is kept alone").hasSize(1);
        assertThat(checkpoints.get(0)).isDirectory();
        assertThat(lines("report/retrained.jsonl")).hasSize(2);
        assertThat(Files.readString(folder.resolve("sweep/report/sweep.html")))
                .contains("Luck and merit", "Best so far", "Importance");
        try (Stream<Path> data = Files.list(folder.resolve("sweep/data"))) {
            assertThat(data).as("prepared once").hasSize(1);
        }
        try (Stream<Path> models = Files.list(folder.resolve("sweep/pretrained"))) {
            assertThat(models.map(model -> model.getFileName().toString()))
                    .as("pretrained once")
                    .filteredOn(name -> name.startsWith("pretrain-"))
                    .hasSize(1);
        }

        long assigned = count("assigned");
        SmallRun.Ended again = SmallRun.joyul("sweep", file.toString());
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(count("assigned")).isEqualTo(assigned);
        assertThat(lines("report/trials.jsonl")).isEqualTo(trials);

        SmallRun.Ended more = SmallRun.joyul("sweep", file.toString(), "--set", "keep=3");
        assertThat(more.exitCode()).as(more.err()).isZero();
        assertThat(checkpoints()).as("what was tidied does not come back").isEqualTo(checkpoints);
    }

    /** Of all trials that name one. */
    private List<Path> checkpoints() throws IOException {
        List<Path> named = new ArrayList<>();
        for (String line : lines("report/trials.jsonl")) {
            String checkpoint =
                    new ObjectMapper().readTree(line).path("checkpoint").asText();
            if (!checkpoint.isEmpty()) {
                named.add(Path.of(URI.create(checkpoint)));
            }
        }
        return named;
    }

    @Test
    void rungsInStepsEndInTheMiddleOfAnEpoch() throws Exception {
        Path file = sweep(
                "{kind: asha, trials: 4, eta: 2, unit: steps, min-budget: 10, max-budget: 40}",
                "retrain: {trials: 1, seeds: [7]}\n");
        SmallRun.Ended ended = SmallRun.joyul(
                "sweep", file.toString(), "--set", "set=[training.ranks=1, train.epochs=4, train.warmup-ratio=0.2]");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains("first compared after 10 of 40 steps, and 8.0 of these are warm-up", "strategy.min-budget");
        List<String> trials = lines("report/trials.jsonl");
        assertThat(trials).hasSize(4);
        assertThat(trials).allMatch(line -> line.contains("\"globalStep\":10"));
        assertThat(trials)
                .filteredOn(line -> line.contains("\"globalStep\":40"))
                .isNotEmpty();
        assertThat(lines("report/retrained.jsonl"))
                .singleElement()
                .asString()
                .as("as long as its trial")
                .contains("\"globalStep\":40", "\"steps\":40");
    }

    @Test
    void aBudgetThatNoTrialCanReachIsRefusedBeforeTheFirstOneTrains() throws Exception {
        Path file = sweep("{kind: asha, trials: 4, eta: 2, unit: steps, min-budget: 10, max-budget: 1000}", "");
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err())
                .containsOnlyOnce("strategy.max-budget is 1000 steps, but 3 epochs of ")
                .contains("[USAGE]");
        assertThat(folder.resolve("sweep/trials")).doesNotExist();
        assertThat(folder.resolve("sweep/pretrained")).doesNotExist();

        SmallRun.Ended mended = SmallRun.joyul("sweep", file.toString(), "--set", "strategy.max-budget=20");
        assertThat(mended.exitCode()).as("as it was advised: %s", mended.err()).isZero();
    }

    @Test
    void aBudgetThatSomeTrialsCannotReachIsToldOfOnce() throws Exception {
        Path file = sweep("{kind: grid, unit: steps, max-budget: 100}", "");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(SPACE, "space: {parameters.passes: {choice: [1, 2]}}\n")
                        .replace("train.epochs=3", "'train.epochs=${parameters.passes}', parameters.passes=1"));
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).containsOnlyOnce("strategy.max-budget is 100 steps, but 1 epochs of ");
        assertThat(lines("report/trials.jsonl")).hasSize(2).allMatch(line -> line.contains("\"status\":\"DONE\""));
    }

    @Test
    void aPopulationCopiesWeights() throws Exception {
        Path file = sweep("{kind: population, trials: 5}", "");
        SmallRun.Ended ended =
                SmallRun.joyul("sweep", file.toString(), "--set", "set=[training.ranks=1, train.epochs=4]");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        List<String> trials = lines("report/trials.jsonl");
        assertThat(trials).hasSizeGreaterThan(5);
        assertThat(trials.get(5)).doesNotContain("\"parent\":-1").contains("\"curve\":[{");
    }

    @Test
    void trialsThatPreprocessAlikeShareTheirShardsAndOthersHaveTheirOwn() throws Exception {
        Path file = sweep("{kind: grid}", "");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                SPACE,
                                "space: {preprocess.augment: {choice: ['[]', '[{kind: typo}]']},"
                                        + " train.adaptation.kind: {choice: [full, head-only]}}\n")
                        .replace("train.epochs=3", "train.epochs=1"));
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(lines("report/trials.jsonl")).hasSize(4).allMatch(line -> line.contains("\"status\":\"DONE\""));
        try (Stream<Path> data = Files.list(folder.resolve("sweep/data"))) {
            assertThat(data).as("with typos and without").hasSize(2);
        }
    }

    @Test
    void theLocalMasterHasRoomForTheTrialWithTheMostRanks() throws Exception {
        Path file = sweep("{kind: grid}", "");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(SPACE, "space: {training.ranks: {choice: [1, 2]}}")
                        .replace("train.epochs=3", "train.epochs=1")
                        .replace("parallel: 2", "parallel: 1"));
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(lines("report/trials.jsonl")).hasSize(2).allMatch(line -> line.contains("\"status\":\"DONE\""));
    }

    @Test
    void whereAllTrialsFailedThereAreTablesAndTheSameCommandTriesThemOnceMore() throws Exception {
        Path file = sweep("{kind: random, trials: 2}", "");
        String set = "set=[training.ranks=1, train.epochs=1, training.device=%s]";
        SmallRun.Ended failed = SmallRun.joyul("sweep", file.toString(), "--set", set.formatted("cuda"));
        assumeThat(failed.exitCode()).as("there is a GPU").isNotZero();
        assertThat(failed.exitCode()).as(failed.err()).isEqualTo(4);
        assertThat(failed.err())
                .contains("all 2 trials failed", "trials.jsonl", "The same command tries them once more")
                .contains("The first: [DEVICE_UNAVAILABLE]");
        assertThat(lines("report/trials.jsonl")).hasSize(2).allMatch(line -> line.contains("\"status\":\"FAILED\""));
        assertThat(folder.resolve("sweep/report/trials.parquet")).isDirectory();

        SmallRun.Ended again = SmallRun.joyul("sweep", file.toString(), "--set", set.formatted("cpu"));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(lines("report/trials.jsonl")).hasSize(2).allMatch(line -> line.contains("\"status\":\"DONE\""));
    }

    @Test
    void aWrongKeyIsToldBeforeTheFirstTrial() throws Exception {
        Path file = sweep("{kind: random, trials: 2}", "");
        Files.writeString(file, Files.readString(file).replace("train.learning-rate", "train.learning-rat"));
        SmallRun.Ended ended = SmallRun.joyul("sweep", file.toString());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("did you mean train.learning-rate?", "[CONFIG_INVALID]");
        assertThat(folder.resolve("sweep")).doesNotExist();
    }
}
