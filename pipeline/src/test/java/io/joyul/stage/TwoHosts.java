package io.joyul.stage;

import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/**
 * A real standalone Spark of two workers, with one slot each unless told otherwise, on two addresses of this machine: Spark starts no second
 * attempt of a task on the host where the first one runs.
 */
final class TwoHosts implements AutoCloseable {
    private final List<Process> daemons = new ArrayList<>();
    private final String master;
    private final int cores;

    private TwoHosts(String master, int cores) {
        this.master = master;
        this.cores = cores;
    }

    /** Skips the calling test where {@code SPARK_HOME} names no Spark. */
    static TwoHosts start(Path logs) throws IOException {
        return start(logs, 1, host -> "");
    }

    /**
     * The same.
     *
     * @param cores of each worker
     * @param workerOptions system properties of the worker on a host
     */
    static TwoHosts start(Path logs, int cores, UnaryOperator<String> workerOptions) throws IOException {
        InstalledSpark.assumeThere();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        TwoHosts hosts = new TwoHosts("spark://127.0.0.1:" + port, 2 * cores);
        hosts.launch(logs, "", "Master", "127.0.0.1", "--port", Integer.toString(port));
        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            hosts.launch(
                    logs,
                    workerOptions.apply(host),
                    "Worker",
                    host,
                    "--cores",
                    Integer.toString(cores),
                    "--memory",
                    "1g",
                    hosts.master);
        }
        return hosts;
    }

    private void launch(Path logs, String options, String role, String host, String... arguments) throws IOException {
        String className = "org.apache.spark.deploy." + role.toLowerCase(java.util.Locale.ROOT) + "." + role;
        List<String> command = new ArrayList<>(List.of(className, "--host", host, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder daemon = InstalledSpark.program("spark-class", command)
                .redirectOutput(logs.resolve(role + "-" + host + ".log").toFile());
        daemon.environment()
                .put("SPARK_WORKER_DIR", logs.resolve("work-" + host).toString());
        daemon.environment().put("SPARK_WORKER_OPTS", options);
        daemons.add(daemon.start());
    }

    /** A session whose tasks wait until both workers are there. */
    SparkSession.Builder session() {
        return SparkSession.builder()
                .master(master)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.cores.max", Integer.toString(cores))
                .config("spark.executor.memory", "512m")
                .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
                .config("spark.locality.wait", "0")
                .config(
                        "spark.executor.extraClassPath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    @Override
    public void close() {
        // Workers end their executors when they are asked to go.
        daemons.forEach(Process::destroy);
    }
}
