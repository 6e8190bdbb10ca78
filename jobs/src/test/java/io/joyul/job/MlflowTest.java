package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.job.SmallRun.Ended;
import io.joyul.storage.Storage;
import io.joyul.tracking.MlflowServer;
import io.joyul.tracking.MlflowTarget;
import io.joyul.tracking.TrackedRun;
import io.joyul.tracking.Tracker;
import io.joyul.tracking.TrackingEvent;
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
    void trialsAreNestedInTheirSweep() throws Exception {
        try (MlflowProcess server = MlflowProcess.start(folder)) {
            Storage storage = Storage.of(Map.of());
            MlflowTarget target = new MlflowTarget(server.url(), "sweeps", "", 60);
            List<String> notes = new ArrayList<>();
            String output = folder.resolve("tracking").toString();
            try (Tracker tracker = new Tracker(
                    storage,
                    output,
                    "of",
                    target,
                    () -> new MlflowServer(target, Optional.empty(), storage),
                    notes::add)) {
                TrackedRun sweep = tracker.run("sweep", "");
                for (int trial = 0; trial < 2; trial++) {
                    TrackedRun nested = sweep.child("trial-" + trial, "trial " + trial);
                    nested.parameters(Map.of("train.learning-rate", "0.00" + trial, "augment[0].kind", "typo"));
                    nested.figures("objective", 1, Map.of("objective", 0.5 + trial, "broken", Double.NaN));
                    nested.end(trial == 0 ? TrackingEvent.Status.KILLED : TrackingEvent.Status.FINISHED);
                }
                sweep.end(TrackingEvent.Status.FINISHED);
            }
            assertThat(notes).isEmpty();
            List<JsonNode> runs = server.runs("sweeps");
            assertThat(runs).hasSize(3);
            String parent = runs.stream()
                    .filter(run -> run.at("/info/run_name").asText().equals("sweep"))
                    .map(run -> run.at("/info/run_id").asText())
                    .findFirst()
                    .orElseThrow();
            assertThat(runs)
                    .filteredOn(run -> parent.equals(pairs(run.at("/data/tags")).get("mlflow.parentRunId")))
                    .extracting(run -> run.at("/info/status").asText())
                    .containsExactlyInAnyOrder("KILLED", "FINISHED");
            assertThat(runs.toString()).contains("augment_0_.kind");
        }
    }
}
