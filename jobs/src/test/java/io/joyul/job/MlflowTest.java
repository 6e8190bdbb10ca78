package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.SmallRun.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs told to a real MLflow server. */
class MlflowTest {
    @TempDir
    Path folder;

    @Test
    void serverThatIsKilledInTheMiddleHearsEverythingInTheEnd() throws Exception {
        try (MlflowProcess server = MlflowProcess.start(folder)) {
            SmallRun small = SmallRun.write(folder.resolve("run"));
            String[] command = {
                "run",
                small.file().toString(),
                "--set",
                "tracking={kind: mlflow, url: '" + server.url() + "/', timeout-seconds: 60}"
            };
            CompletableFuture<Ended> run = CompletableFuture.supplyAsync(() -> SmallRun.joyul(command));
            while (!run.isDone() && !hasLearnt(server)) {
                Thread.sleep(20);
            }
            server.kill();
            Ended first = run.join();
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.err()).contains("tracking: ", "the run goes on");
            Path unsent = Path.of(small.output(), "tracking", "unsent");
            assertThat(unsent).isNotEmptyDirectory();

            Ended unheard = SmallRun.joyul("tracking", small.output());
            assertThat(unheard.exitCode()).isEqualTo(4);
            assertThat(unheard.err()).contains("[TRACKING_UNAVAILABLE]");

            server.startAgain();
            Ended sent = SmallRun.joyul("tracking", small.output());
            assertThat(sent.exitCode()).as(sent.err()).isZero();
            assertThat(sent.out()).contains("events sent to " + server.url());
            assertThat(unsent).isEmptyDirectory();
            assertWhole(server, small);

            Ended again = SmallRun.joyul(command);
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertWhole(server, small);
        }
    }

    private static boolean hasLearnt(MlflowProcess server) throws Exception {
        List<JsonNode> runs = server.runs("small");
        return !runs.isEmpty() && runs.get(0).at("/data/metrics").toString().contains("pretrain/loss");
    }

    /** One run, with every point of every curve once, all parameters, and the report. */
    private static void assertWhole(MlflowProcess server, SmallRun small) throws Exception {
        List<JsonNode> runs = server.runs("small");
        assertThat(runs).hasSize(1);
        JsonNode run = runs.get(0);
        String id = run.at("/info/run_id").asText();
        assertThat(run.at("/info/status").asText()).isEqualTo("FINISHED");
        Map<String, String> parameters = pairs(run.at("/data/params"));
        assertThat(parameters)
                .containsEntry("training.ranks", "2")
                .containsEntry("train.learning-rate", "0.003")
                .containsEntry("input.labels", "[\"0\",\"1\"]");
        assertThat(pairs(run.at("/data/tags")))
                .containsEntry("joyul.version", Version.joyul())
                .containsEntry("mlflow.runName", "small");
        for (String stage : List.of("pretrain", "train", "train-from-scratch")) {
            List<Integer> wanted = new ArrayList<>();
            int epochs = 0;
            for (String line : Files.readAllLines(Path.of(small.output(), stage, "log", "events.jsonl"))) {
                if (line.contains("\"loss\"")) {
                    wanted.add(Integer.valueOf(line.replaceFirst(".*\"step\":(\\d+).*", "$1")));
                } else {
                    epochs++;
                }
            }
            assertThat(server.steps(id, stage + "/loss")).as(stage).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(server.steps(id, stage + "/dev-loss")).as(stage).hasSize(epochs);
        }
        assertThat(server.steps(id, "evaluate/accuracy")).hasSize(1);
        assertThat(server.get("artifacts/list?run_id=" + id + "&path=report").toString())
                .contains("report/report.html", "report/run.yaml");
    }

    private static Map<String, String> pairs(JsonNode list) {
        Map<String, String> pairs = new java.util.TreeMap<>();
        list.forEach(
                item -> pairs.put(item.path("key").asText(), item.path("value").asText()));
        return pairs;
    }

    @Test
    void trialsAreNestedInTheirSweepThoughTheServerIsKilledInTheMiddle() throws Exception {
        try (MlflowProcess server = MlflowProcess.start(folder)) {
            SmallRun small = SmallRun.write(folder.resolve("run"));
            Path output = folder.resolve("sweep");
            Path file =
                    Files.writeString(folder.resolve("sweep.yaml"), """
                    name: rates
                    run: %s
                    set: [training.ranks=1, train.epochs=2, "tracking={kind: mlflow, url: '%s', timeout-seconds: 60}"]
                    output: %s
                    parallel: 1
                    space:
                      train.learning-rate: {log-uniform: [1e-4, 1e-1]}
                    strategy: {kind: asha, trials: 4, eta: 2}
                    retrain: {trials: 1, seeds: [7]}
                    """.formatted(small.file(), server.url(), output));
            CompletableFuture<Ended> sweep =
                    CompletableFuture.supplyAsync(() -> SmallRun.joyul("sweep", file.toString()));
            while (!sweep.isDone()
                    && !named(server, "trial-0000").map(MlflowTest::hasScore).orElse(false)) {
                Thread.sleep(20);
            }
            server.kill();
            Ended first = sweep.join();
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.err()).contains("tracking: ", "the run goes on");

            server.startAgain();
            Ended sent = SmallRun.joyul("tracking", output.toString());
            assertThat(sent.exitCode()).as(sent.err()).isZero();
            assertSweep(server, output);

            Ended again = SmallRun.joyul("sweep", file.toString());
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertSweep(server, output);
        }
    }

    private static boolean hasScore(JsonNode run) {
        return run.at("/data/metrics").toString().contains("\"score\"");
    }

    private static Optional<JsonNode> named(MlflowProcess server, String name) throws Exception {
        return server.runs("rates").stream()
                .filter(run -> run.at("/info/run_name").asText().equals(name))
                .findFirst();
    }

    /** Each trial once, with what it sets alone, every point of its curve once, its score, and how it ended. */
    private static void assertSweep(MlflowProcess server, Path output) throws Exception {
        JsonNode parent = named(server, "rates").orElseThrow();
        String id = parent.at("/info/run_id").asText();
        assertThat(parent.at("/info/status").asText()).isEqualTo("FINISHED");
        assertThat(pairs(parent.at("/data/params")))
                .containsEntry("sweep.strategy.kind", "asha")
                .containsEntry("train.epochs", "2")
                .containsKey("space.train.learning-rate")
                .doesNotContainKey("train.learning-rate");
        assertThat(server.get("artifacts/list?run_id=" + id + "&path=report").toString())
                .contains("report/sweep.html", "report/trials.jsonl");
        assertThat(server.steps(id, "evaluate/accuracy")).hasSize(1);
        assertThat(server.runs("rates"))
                .as("the sweep, its trials, a retraining")
                .hasSize(6);

        for (String line : Files.readAllLines(output.resolve("report/trials.jsonl"))) {
            JsonNode trial = new JsonMapper().readTree(line);
            JsonNode run = named(
                            server, "trial-%04d".formatted(trial.get("number").asInt()))
                    .orElseThrow();
            assertThat(pairs(run.at("/data/tags"))).containsEntry("mlflow.parentRunId", id);
            assertThat(run.at("/info/status").asText())
                    .isEqualTo(trial.get("status").asText().equals("DONE") ? "FINISHED" : "KILLED");
            assertThat(pairs(run.at("/data/params")))
                    .containsExactly(Map.entry(
                            "train.learning-rate",
                            trial.at("/point/train.learning-rate").asText()));
            String trialId = run.at("/info/run_id").asText();
            List<Integer> epochs = new ArrayList<>();
            trial.get("curve")
                    .forEach(point -> epochs.add(point.get("globalStep").asInt()));
            assertThat(server.steps(trialId, "train/dev-loss")).containsExactlyInAnyOrderElementsOf(epochs);
            assertThat(server.steps(trialId, "train/loss"))
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(epochs.size());
            assertThat(server.steps(trialId, "score")).hasSize(epochs.size());
            assertThat(server.steps(trialId, "tokens")).isNotEmpty();
        }
        JsonNode retrained = server.runs("rates").stream()
                .filter(run -> run.at("/info/run_name").asText().startsWith("retrain-"))
                .findFirst()
                .orElseThrow();
        assertThat(pairs(retrained.at("/data/params"))).containsEntry("seed", "7");
        assertThat(retrained.at("/info/status").asText()).isEqualTo("FINISHED");
    }
}
