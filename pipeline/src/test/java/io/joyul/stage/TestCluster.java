package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** A standalone master and workers of one core each, all processes of their own, and an application on them. */
final class TestCluster implements AutoCloseable {
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

    /** Processes that live for seconds, many at once on few cores. */
    private static final String LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Process> workers = new HashMap<>();

    private TestCluster(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Skips the calling test where there is no Spark to start. */
    static TestCluster start(Path folder, int workers) throws Exception {
        InstalledSpark.assumeThere();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        TestCluster cluster = new TestCluster(folder, port);
        cluster.launch(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--webui-port",
                "0");
        cluster.awaitLog("master", "Starting Spark master at");
        for (int number = 1; number <= workers; number++) {
            cluster.startWorker("worker-" + number);
        }
        return cluster;
    }

    void startWorker(String name) throws Exception {
        workers.put(
                name,
                launch(
                        name,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--webui-port",
                        "0",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        folder.resolve(name).toString(),
                        "spark://127.0.0.1:" + port));
        awaitLog(name, "Successfully registered with master");
    }

    private Process launch(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(main));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = InstalledSpark.program("spark-class", command)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", LIGHT);
        // Else a master gives an application up that lost ten executors while it had no other.
        builder.environment().put("SPARK_MASTER_OPTS", "-Dspark.deploy.maxExecutorRetries=-1");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void awaitLog(String name, String text) throws Exception {
        Path log = folder.resolve(name + ".log");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!Files.readString(log, StandardCharsets.UTF_8).contains(text)) {
            assertThat(System.nanoTime()).as(name + " says " + text).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** The application that all tests of a class share. */
    SparkSession session() {
        return SparkSession.builder()
                .appName("killed-ranks")
                .master("spark://127.0.0.1:" + port)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.executor.memory", "700m")
                .config("spark.executor.cores", "1")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config(
                        "spark.executor.extraJavaOptions",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.nopointergc=true " + LIGHT)
                .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
                .config("spark.executorEnv.OMP_NUM_THREADS", "1")
                .config("spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1")
                .config("spark.plugins", ProgressPlugin.class.getName())
                .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
                .config("spark.task.reaper.enabled", "true")
                .config("spark.task.reaper.pollingInterval", "1s")
                .config("spark.task.reaper.killTimeout", "5s")
                .getOrCreate();
    }

    /** The processes of the executors. */
    List<ProcessHandle> executors() {
        return processes.stream()
                .flatMap(Process::descendants)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> commandLine(handle).contains(EXECUTOR))
                .toList();
    }

    /** The process of the executor that Spark calls by this number. */
    ProcessHandle executor(String number) {
        Optional<ProcessHandle> found = executors().stream()
                .filter(handle -> commandLine(handle).contains("--executor-id " + number + " "))
                .findFirst();
        return found.orElseThrow(() -> new AssertionError("there is no executor " + number + " in " + executors()));
    }

    private static String commandLine(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc/" + handle.pid() + "/cmdline"), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** As a machine dies: the worker and what it runs. */
    void killWorker(String name) {
        Process worker = Objects.requireNonNull(workers.get(name), name);
        List<ProcessHandle> all = worker.descendants().toList();
        worker.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    static void signal(ProcessHandle process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
