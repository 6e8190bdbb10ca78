import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * Stands in for a Kubernetes API server that says yes to everything: runs spark-submit against it, with the arguments
 * given, and prints each object that it asked to be created, one JSON document a line. Started by jobs/kubernetes/dry-run
 * as a source file.
 */
public final class DryRun {
    private static final String METADATA = "\"metadata\":{";
    private static final String NOT_FOUND =
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";

    private final List<String> created = new ArrayList<>();

    private DryRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(new DryRun().run(arguments));
    }

    private int run(String[] arguments) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        List<String> command = new ArrayList<>(List.of(
                System.getenv("SPARK_HOME") + "/bin/spark-submit",
                "--master",
                "k8s://http://127.0.0.1:" + server.getAddress().getPort(),
                "--deploy-mode",
                "cluster",
                // No pod will ever run.
                "--conf",
                "spark.kubernetes.submission.waitAppCompletion=false"));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        server.stop(0);
        synchronized (created) {
            created.forEach(System.out::println);
        }
        return status;
    }

    /** What is created comes back with an identity; nothing else is there. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean creates = !body.isEmpty();
            String identified = body.replaceFirst("\"metadata\":\\{", "\"metadata\":{\"uid\":\"0-0\",");
            if (creates && exchange.getRequestMethod().equals("POST")
                    || exchange.getRequestURI().getQuery() != null && creates && body.contains(METADATA)) {
                synchronized (created) {
                    created.add(body);
                }
            }
            byte[] reply = (creates ? identified : NOT_FOUND).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(creates ? 200 : 404, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }
}
