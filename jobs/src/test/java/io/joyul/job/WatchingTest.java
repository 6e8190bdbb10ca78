package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's own REST API and metrics say of a run that is at work. */
class WatchingTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern GAUGE =
            Pattern.compile("(?m)^metrics_\\S*?training_(\\w+?)_(?:Value|Count)(?:\\{[^}]*})? (\\S+)$");

    private static final String STEP = " step (\\d+)/\\d+  loss (\\d+\\.\\d+)";
    private static final Pattern TERMINAL = Pattern.compile("\\033\\[K(\\S+) [^\\r\\n]*?% " + STEP);
    private static final Pattern LOG = Pattern.compile("progress: (\\S+): +\\d+ %" + STEP);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> groups = new TreeSet<>();
    private final Set<String> jobs = new TreeSet<>();
    private final Set<String> stages = new TreeSet<>();
    private final Map<String, String> accumulators = new TreeMap<>();
    private final Map<String, Double> metrics = new TreeMap<>();
    private final Set<Double> seen = new TreeSet<>();
    private double mostTrials;

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static String shownAt(int port) {
        return "spark.properties={spark.ui.enabled: true, spark.ui.port: " + port + "}";
    }

    private void watch(int port, String... arguments) throws Exception {
        Process run = SmallRun.start(
                "1g", folder.resolve("joyul.log"), Map.of("JOYUL_TERMINAL", "160", "NO_COLOR", "1"), arguments);
        while (!run.waitFor(100, TimeUnit.MILLISECONDS)) {
            look("http://127.0.0.1:" + port);
        }
        assertThat(run.exitValue()).as(printed()).isZero();
    }

    private String printed() throws IOException {
        return Files.readString(SmallRun.printed(folder.resolve("joyul.log")));
    }

    @Test
    void eachTrialOfASweepHasItsGroupItsNamesAndItsFigures() throws Exception {
        int port = freePort();
        SmallRun small = SmallRun.write(folder);
        Path file = Files.writeString(
                folder.resolve("sweep.yaml"), """
                name: seen
                run: %s
                set: [training.ranks=1, train.epochs=8, '%s']
                output: %s
                parallel: 2
                space: {train.learning-rate: {choice: [0.002, 0.003]}}
                strategy: {kind: grid}
                retrain: {trials: 1, seeds: [7]}
                """.formatted(small.file(), shownAt(port), folder.resolve("sweep")));
        watch(port, "sweep", file.toString());

        assertThat(groups).contains("joyul-preprocess", "joyul-trial-0000", "joyul-trial-0001");
        assertThat(groups).anyMatch(group -> group.matches("joyul-pretrain-[0-9a-f]+"));
        assertThat(groups).anyMatch(group -> group.matches("joyul-retrain-000[01]-7"));
        assertThat(jobs)
                .contains("preprocess: read and clean")
                .contains("trial-0000: 1 ranks, attempt 1", "trial-0001: 1 ranks, attempt 1");
        assertThat(stages).contains("trial-0000: 1 ranks, attempt 1", "trial-0001: 1 ranks, attempt 1");
        assertThat(metrics)
                .containsKeys("trial_0000_loss", "trial_0001_loss", "trial_0000_learningRate", "trials", "tokens");
        assertThat(mostTrials).as("at once").isEqualTo(2);
    }

    @Test
    void uiApiAndPrometheusTellOurStagesAndFigures() throws Exception {
        int port = freePort();
        SmallRun small = SmallRun.write(folder);
        watch(port, "run", small.file().toString(), "--set", shownAt(port), "--set", "training.log-every=1");

        assertThat(groups).contains("joyul-preprocess", "joyul-pretrain", "joyul-train", "joyul-train-from-scratch");
        assertThat(jobs)
                .contains("preprocess: read and clean", "preprocess: write shards")
                .contains("pretrain: 2 ranks, attempt 1", "train: 2 ranks, attempt 1");
        assertThat(stages).contains("preprocess: write shards", "train: 2 ranks, attempt 1");
        Map<Integer, Double> losses = losses(small, "pretrain");
        assertThat(Double.parseDouble(accumulators.get("pretrain: loss")))
                .as("the UI and the curve agree")
                .isCloseTo(
                        losses.values().stream()
                                .mapToDouble(loss -> loss)
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat(Long.parseLong(accumulators.get("pretrain: tokens"))).isPositive();
        assertThat(metrics)
                .containsKeys("loss", "learningRate", "tokensPerSecond", "step", "done", "tokens", "devLoss");
        assertThat(metrics.get("tokens")).isGreaterThanOrEqualTo(Long.parseLong(accumulators.get("pretrain: tokens")));

        Set<String> curves = new TreeSet<>();
        Set<Double> all = new TreeSet<>();
        for (String stage : List.of("pretrain", "train", "train-from-scratch")) {
            losses(small, stage).forEach((step, loss) -> {
                curves.add("%s step %d loss %.4f".formatted(stage, step, loss));
                all.add(loss);
            });
        }
        Map<String, Set<String>> tellers = Map.of(
                "terminal", told(TERMINAL, printed()),
                "log", told(LOG, Files.readString(folder.resolve("joyul.log"))));
        tellers.forEach((teller, told) -> {
            assertThat(told).as("the " + teller + " and the curve agree").isSubsetOf(curves);
            assertThat(told.stream().map(line -> line.substring(0, line.indexOf(' '))))
                    .as("the " + teller + " tells of each stage")
                    .contains("pretrain", "train", "train-from-scratch");
        });
        assertThat(seen).as("the gauge and the curve agree").isNotEmpty().isSubsetOf(all);
    }

    /** Of each step of a stage. */
    private static Map<Integer, Double> losses(SmallRun small, String stage) throws IOException {
        Map<Integer, Double> losses = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(small.output(), stage, "log", "events.jsonl"))) {
            JsonNode event = MAPPER.readTree(line);
            if (event.has("loss")) {
                losses.put(event.path("step").asInt(), event.path("loss").asDouble());
            }
        }
        return losses;
    }

    private static Set<String> told(Pattern line, String text) {
        Set<String> told = new TreeSet<>();
        Matcher lines = line.matcher(text);
        while (lines.find()) {
            told.add("%s step %s loss %s".formatted(lines.group(1), lines.group(2), lines.group(3)));
        }
        return told;
    }

    private void look(String url) throws Exception {
        try {
            Matcher gauges = GAUGE.matcher(text(url + "/metrics/prometheus/"));
            while (gauges.find()) {
                double value = Double.parseDouble(gauges.group(2));
                if (Double.isFinite(value)) {
                    metrics.put(gauges.group(1), value);
                    if (gauges.group(1).equals("loss")) {
                        seen.add(value);
                    }
                    mostTrials = gauges.group(1).equals("trials") ? Math.max(mostTrials, value) : mostTrials;
                }
            }
            for (JsonNode application : MAPPER.readTree(text(url + "/api/v1/applications"))) {
                String api =
                        url + "/api/v1/applications/" + application.path("id").asText();
                for (JsonNode job : MAPPER.readTree(text(api + "/jobs"))) {
                    groups.add(job.path("jobGroup").asText());
                    jobs.add(job.path("description").asText());
                }
                for (JsonNode stage : MAPPER.readTree(text(api + "/stages"))) {
                    stages.add(stage.path("name").asText());
                    for (JsonNode counter : stage.path("accumulatorUpdates")) {
                        accumulators.put(
                                counter.path("name").asText(),
                                counter.path("value").asText());
                    }
                }
            }
        } catch (IOException notYetOrNoLonger) {
            // The UI comes with Spark and goes with it.
        }
    }

    private String text(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
