package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.config.RunConfigLoader;
import io.joyul.job.SmallRun.Ended;
import io.joyul.stage.OutputLock;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a run to a server that is not there, and so lies in the output. */
class RunTrackingTest {
    static final String NOWHERE = "tracking={kind: mlflow, url: 'http://127.0.0.1:9', timeout-seconds: 1}";

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    void runOverOtherDataIsAnotherRunAndOneThatGoesOnIsTheSame() throws Exception {
        SmallRun small = SmallRun.write(folder);
        tell(small, 1);
        // What a run writes is nothing that it was asked for.
        Files.writeString(
                Files.createDirectories(Path.of(small.output(), "stages")).resolve("train.json"), "{}");
        tell(small, 1, 2);
        assertThat(runs(small)).hasSize(1);
        assertThat(figures(small)).containsExactly(1, 2);

        Path test = folder.resolve("test.tsv");
        List<String> rows = Files.readAllLines(test);
        Files.write(test, rows.subList(0, rows.size() - 1));
        tell(small, 1, 2);
        assertThat(runs(small)).hasSize(2);
        assertThat(figures(small)).containsExactly(1, 2, 1, 2);
    }

    private void tell(SmallRun small, int... steps) {
        List<String> notes = new ArrayList<>();
        RunPlan plan = new RunPlan(
                RunConfigLoader.load(storage, small.file().toString(), List.of(NOWHERE)),
                storage,
                new Workspace(storage.absolute(small.output())));
        List<LogEntry> points = new ArrayList<>();
        for (int step : steps) {
            points.add(new LogEntry(step, step, Map.of(Figure.LOSS, 0.5)));
        }
        try (RunTracking told = RunTracking.begin(plan, notes::add).orElseThrow()) {
            told.curve("train", points);
        }
        assertThat(notes).singleElement().asString().contains("the run goes on");
    }

    @Test
    void commandWaitsItsTurnWhileARunHoldsTheFolder() throws Exception {
        SmallRun small = SmallRun.write(folder);
        tell(small, 1);
        Set<String> runs = runs(small);
        try (OutputLock run = OutputLock.take(storage, new Workspace(small.output()))) {
            Ended refused = SmallRun.joyul("tracking", small.output());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("[OUTPUT_IN_USE]", "wait until it has ended");
        }
        assertThat(runs(small)).isEqualTo(runs);
        assertThat(SmallRun.joyul("tracking", small.output()).err()).contains("[TRACKING_UNAVAILABLE]");

        Path untracked = folder.resolve("untracked");
        assertThat(SmallRun.joyul("tracking", untracked.toString()).err()).contains("[INPUT_NOT_FOUND]");
        assertThat(untracked).doesNotExist();
    }

    @Test
    void commandTriesTheServersOfEarlierRunsToo() throws Exception {
        SmallRun small = SmallRun.write(folder);
        tell(small, 1);
        SmallRun other = SmallRun.write(folder.resolve("other"));
        tell(other, 1);
        Path earlier = Path.of(small.output(), "tracking", "earlier", "one");
        Files.createDirectories(earlier.getParent());
        Files.move(Path.of(other.output(), "tracking"), earlier);

        Ended ended = SmallRun.joyul("tracking", small.output());
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out() + ended.err()).contains(earlier + "/unsent", small.output() + "/tracking/unsent");
    }

    private static Set<String> runs(SmallRun small) throws IOException {
        Set<String> runs = new TreeSet<>();
        for (JsonNode event : unsent(Path.of(small.output()))) {
            runs.add(event.get("run").asText());
        }
        return runs;
    }

    private static List<Integer> figures(SmallRun small) throws IOException {
        return unsent(Path.of(small.output())).stream()
                .filter(event -> event.get("event").asText().equals("figures"))
                .map(event -> event.get("step").asInt())
                .toList();
    }

    /** In the order in which they were told. */
    static List<JsonNode> unsent(Path output) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        Path folder = output.resolve("tracking/unsent");
        if (!Files.exists(folder)) {
            return events;
        }
        try (var files = Files.list(folder)) {
            // Others are being written.
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    events.add(new JsonMapper().readTree(line));
                }
            }
        }
        return events;
    }
}
