package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.config.Secrets;
import io.joyul.config.TrainingConfig.CollectiveKind;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.ProgressPlugin;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * A run's Spark session, started only when a stage needs it. What spark-submit brings wins over the run file, and that
 * over the settings here.
 */
final class Sessions implements AutoCloseable {
    private static final String HADOOP = "spark.hadoop.";

    /** Before names that Spark shows without it as well: of Hadoop's properties and of executors' variables. */
    private static final Pattern INNER = Pattern.compile("^spark\\.(hadoop|executorEnv)\\.");

    private static final int SHUFFLE_PARTITIONS_PER_RANK = 4;
    private static final String LIBTORCH = "spark." + Libtorch.PATH;
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String REDACTION = "spark.redaction.regex";
    private static final String PLUGINS = "spark.plugins";

    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final RunConfig config;
    private @Nullable SparkSession session;

    Sessions(RunConfig config) {
        this.config = config;
    }

    synchronized SparkSession session() {
        if (session == null) {
            SparkConf settings = settings(config, new SparkConf());
            // The ranks of a local master are threads of this process.
            System.setProperty(Libtorch.PATH, settings.get(LIBTORCH, ""));
            STARTED.set(true);
            Ending.watch();
            session = SparkSession.builder().config(settings).getOrCreate();
            OPEN.incrementAndGet();
        }
        return session;
    }

    /** Whether a session of this process was begun and not closed yet. */
    static boolean isOpen() {
        return OPEN.get() > 0;
    }

    /** The file systems as the driver sees them before Spark runs: the run file may itself lie on one of them. */
    static Storage storage() {
        return storage(withLocalPaths(new SparkConf()));
    }

    /** The file systems as the driver sees them before Spark runs, with what a run file says of them. */
    static Storage storage(RunConfig config) {
        return storage(settings(config, new SparkConf()));
    }

    private static Storage storage(SparkConf conf) {
        Map<String, String> properties = new TreeMap<>();
        for (Tuple2<String, String> setting : conf.getAll()) {
            if (setting._1().startsWith(HADOOP)) {
                properties.put(setting._1().substring(HADOOP.length()), setting._2());
            }
        }
        return Storage.of(properties);
    }

    /** The cluster that a session of this run uses. */
    static String master(RunConfig config) {
        return settings(config, new SparkConf()).get("spark.master");
    }

    /** Fills in {@code conf}, which holds what spark-submit brings. */
    static SparkConf settings(RunConfig config, SparkConf conf) {
        int ranks = config.training().ranks();
        StringBuilder secret = new StringBuilder(conf.get(REDACTION, Secrets.NAMES));
        config.spark().properties().forEach((name, value) -> {
            if (!conf.contains(name)) {
                conf.set(name, resolved(name, value));
            }
            if (Secrets.isReference(value)) {
                secret.append('|').append(Pattern.quote(INNER.matcher(name).replaceFirst("")));
            }
        });
        withLocalPaths(conf);
        withKeytab(conf, System.getenv());
        // Neither the UI nor the event log shows the values of these.
        conf.set(REDACTION, secret.toString());
        conf.setIfMissing("spark.master", config.spark().master().orElse("local[" + ranks + "]"));
        conf.setIfMissing("spark.app.name", "joyul " + config.name());
        // Slots are counted before executors register; then Spark would wait 15 s for each further look.
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        conf.setIfMissing(
                "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures",
                Integer.toString(config.training().scheduleTimeoutSeconds()));
        if (config.training().collective() == CollectiveKind.DLLIB) {
            // A rank's tasks find it on the executor that it lives on alone.
            conf.setIfMissing("spark.locality.wait.process", "1min");
        }
        // A rank that waits in native code for one that is gone does not end when it is told to; its executor then
        // must.
        conf.setIfMissing("spark.task.reaper.enabled", "true");
        conf.setIfMissing("spark.task.reaper.pollingInterval", "1s");
        conf.setIfMissing("spark.task.reaper.killTimeout", "5s");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // What the driver measures, for Prometheus, beside the UI where there is one.
        conf.setIfMissing(
                "spark.metrics.conf.driver.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet");
        conf.setIfMissing("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus");
        conf.setIfMissing("spark.ui.prometheus.enabled", "true");
        conf.setIfMissing("spark.sql.session.timeZone", "UTC");
        // Texts are small beside tables: Spark's 200 partitions would cost more than they save.
        conf.setIfMissing("spark.sql.shuffle.partitions", Integer.toString(SHUFFLE_PARTITIONS_PER_RANK * ranks));
        // Rows are cached in arrays of so many, and Java's serialisation keeps a hundred arrays in memory on their way
        // to
        // disk: with Spark's 10,000 rows and texts of natural length, more than a heap of 1 GB has.
        conf.setIfMissing("spark.sql.inMemoryColumnarStorage.batchSize", "100");
        addPlugin(conf);
        shareLibtorch(conf);
        // Kryo cannot read records, and a barrier stage is refused where executors come and go.
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        conf.set("spark.dynamicAllocation.enabled", "false");
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.ui.enabled", "false");
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        return conf;
    }

    /**
     * Without spark-submit, paths without a scheme are this machine's, whatever HADOOP_CONF_DIR says: a run file that names
     * its data by relative paths works on a cluster's gateway as it does elsewhere.
     */
    private static SparkConf withLocalPaths(SparkConf conf) {
        return isSubmitted(conf) ? conf : conf.setIfMissing(HADOOP + "fs.defaultFS", "file:///");
    }

    /**
     * Hadoop takes these variables, and Spark 4 looks for the ticket of {@code kinit} beside them, where it is not told of
     * the keytab itself.
     */
    static void withKeytab(SparkConf conf, Map<String, String> environment) {
        String principal = environment.getOrDefault("KRB5PRINCIPAL", "");
        String keytab = environment.getOrDefault("KRB5KEYTAB", "");
        boolean isGiven = isSubmitted(conf)
                || conf.contains("spark.kerberos.principal")
                || conf.contains("spark.kerberos.keytab");
        if (!isGiven && !principal.isEmpty() && !keytab.isEmpty()) {
            conf.set("spark.kerberos.principal", principal).set("spark.kerberos.keytab", keytab);
        }
    }

    private static boolean isSubmitted(SparkConf conf) {
        return conf.contains("spark.submit.deployMode");
    }

    private static String resolved(String name, String value) {
        return Secrets.resolve(value, System.getenv())
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.CONFIG_INVALID,
                        "spark.properties." + name + ": the environment variable of " + value
                                + " is not set; set it for the process that starts the job"));
    }

    /** Executors load the libtorch that the driver is told to, by a Spark setting or by its system property. */
    private static void shareLibtorch(SparkConf conf) {
        String path = conf.get(LIBTORCH, System.getProperty(Libtorch.PATH, ""));
        if (!path.isEmpty()) {
            conf.set(LIBTORCH, path);
            String others = conf.get(EXECUTOR_OPTIONS, "");
            conf.set(EXECUTOR_OPTIONS, (others + " -D" + Libtorch.PATH + "=\"" + path + "\"").strip());
        }
    }

    /** Beside any plugin that is there already. */
    private static void addPlugin(SparkConf conf) {
        String ours = ProgressPlugin.class.getName();
        String others = conf.get(PLUGINS, "");
        if (!List.of(others.split(",")).contains(ours)) {
            conf.set(PLUGINS, others.isEmpty() ? ours : others + "," + ours);
        }
    }

    /**
     * YARN takes a driver that never starts Spark for one that failed. One that had nothing to do, or needs no Spark,
     * starts and ends it, without executors.
     */
    static void satisfyYarn() {
        if (!STARTED.get()) {
            new SparkContext(new SparkConf()
                            .setIfMissing(REDACTION, Secrets.NAMES)
                            .set("spark.executor.instances", "0"))
                    .stop();
        }
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.stop();
            session = null;
            OPEN.decrementAndGet();
        }
    }
}
