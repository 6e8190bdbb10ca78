package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real MLflow server, which can be killed and started again over the same database. */
final class MlflowProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private Process process;

    private MlflowProcess(Path folder, int port) throws Exception {
        this.folder = folder;
        this.port = port;
        this.process = start();
    }

    /** Skips the calling test where there is no MLflow. */
    static MlflowProcess start(Path folder) throws Exception {
        assumeTrue(
                System.getenv("JOYUL_MLFLOW") != null,
                "JOYUL_MLFLOW names no Python with MLflow; ./joyul test sets one up");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        return new MlflowProcess(folder, port);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private Process start() throws Exception {
        Path log = folder.resolve("mlflow.log");
        ProcessBuilder builder = new ProcessBuilder(
                        System.getenv("JOYUL_MLFLOW"),
                        "-m",
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        "--artifacts-destination",
                        folder.resolve("artifacts").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        // Its job runner starts a dozen of processes, which nobody here needs.
        builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        Process started = builder.start();
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers()) {
            assertThat(started.isAlive() && System.nanoTime() < deadline)
                    .as("MLflow starts: " + Files.readString(log))
                    .isTrue();
            Thread.sleep(200);
        }
        return started;
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9}, with the workers that it has started. */
    void kill() throws Exception {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        while (answers()) {
            Thread.sleep(50);
        }
    }

    void startAgain() throws Exception {
        process = start();
    }

    /** What the API answers to a question of its version 2.0. */
    JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/2.0/mlflow/" + path))
                .build();
        return MAPPER.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The runs of an experiment. */
    List<JsonNode> runs(String experiment) throws Exception {
        JsonNode found = get("experiments/get-by-name?experiment_name=" + experiment);
        if (found.has("error_code")) {
            return List.of();
        }
        String id = found.at("/experiment/experiment_id").asText();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/2.0/mlflow/runs/search"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"experiment_ids\": [\"" + id + "\"]}"))
                .build();
        JsonNode answer = MAPPER.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        List<JsonNode> runs = new ArrayList<>();
        answer.path("runs").forEach(runs::add);
        return runs;
    }

    /** The steps of one curve of a run, as they were told. */
    List<Integer> steps(String run, String metric) throws Exception {
        List<Integer> steps = new ArrayList<>();
        get("metrics/get-history?run_id=" + run + "&metric_key=" + metric)
                .path("metrics")
                .forEach(point -> steps.add(point.path("step").asInt()));
        return steps;
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
