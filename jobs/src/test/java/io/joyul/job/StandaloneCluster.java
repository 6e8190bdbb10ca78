package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.Script.Ended;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real standalone master and two workers, by the script that users have, and the real spark-submit to them. */
final class StandaloneCluster implements AutoCloseable {
    static final long MINUTES = 8;

    private static final Pattern PAGE = Pattern.compile("MasterWebUI .*(http://\\S+:\\d+)");

    private final Path folder;
    private final int port;
    private final Map<String, String> environment;

    private StandaloneCluster(Path folder, int port, Map<String, String> environment) {
        this.folder = folder;
        this.port = port;
        this.environment = environment;
    }

    /**
     * @param folder for logs and process ids
     * @param environment of the daemons and of what is submitted
     */
    static StandaloneCluster start(Path folder, Map<String, String> environment) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        StandaloneCluster cluster = new StandaloneCluster(folder, port, environment);
        Ended started = cluster.run(folder.resolve("start.log"), "start");
        assertThat(started.exitCode()).as(started.output()).isZero();
        return cluster;
    }

    /** Submits a job for a run file and waits for its end. */
    Ended submit(Path log, SmallRun small, String... more) throws IOException, InterruptedException {
        return run(log, submission(small, more));
    }

    static String[] submission(SmallRun small, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("submit", "Run", small.file().toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** The process is the job's driver itself, once it runs: each script on the way to it is replaced by the next. */
    Process begin(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("standalone.sh").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JOYUL_CLUSTER_DIR", folder.resolve("cluster").toString());
        builder.environment().put("JOYUL_MASTER_PORT", Integer.toString(port));
        return builder.start();
    }

    /** Ends all applications, as somebody does at the master's page. */
    void endApplications() throws IOException, InterruptedException {
        String log = Files.readString(folder.resolve("cluster/master.log"));
        Matcher page = PAGE.matcher(log);
        assertThat(page.find()).as(log).isTrue();
        HttpClient client = HttpClient.newHttpClient();
        JsonNode master = new JsonMapper()
                .readTree(client.send(
                                HttpRequest.newBuilder(URI.create(page.group(1) + "/json/"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
        for (JsonNode application : master.path("activeapps")) {
            String id = application.path("id").asText();
            client.send(
                    HttpRequest.newBuilder(URI.create(page.group(1) + "/app/kill/?terminate=true&id=" + id))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    private Ended run(Path log, String... arguments) throws IOException, InterruptedException {
        return Script.await(begin(log, arguments), log, MINUTES);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(folder.resolve("stop.log"), "stop");
    }
}
