package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** What it takes to send jobs to a cluster: a Spark of the right kind, and Hadoop's configuration. */
final class ClusterChecks {
    private static final Pattern SPARK = Pattern.compile("spark-core_([0-9.]+)-([0-9.]+)\\.jar");
    private static final long TIMEOUT_SECONDS = 15;

    /** Where one listens that is named by its host alone. */
    private static final int RESOURCE_MANAGER_PORT = 8032;

    private ClusterChecks() {}

    static List<Finding> findings(Optional<RunConfig> run, Map<String, String> environment) {
        Optional<String> hadoop = Optional.ofNullable(environment.get("HADOOP_CONF_DIR"));
        List<Finding> findings = new ArrayList<>();
        findings.add(spark(Optional.ofNullable(environment.get("SPARK_HOME"))));
        findings.addAll(hadoop(hadoop));
        if (MachineChecks.cluster(run).filter("yarn"::equals).isPresent()) {
            findings.add(yarn(hadoop));
        }
        return findings;
    }

    /** For a run whose master is YARN, which is found by Hadoop's configuration alone. */
    static Finding yarn(Optional<String> folder) {
        String mend = "set HADOOP_CONF_DIR to the cluster's folder with yarn-site.xml";
        if (folder.isEmpty()) {
            return Finding.missing("yarn", "the master is yarn, and HADOOP_CONF_DIR is not set", mend);
        }
        Path site = Path.of(folder.get(), "yarn-site.xml");
        if (!Files.isReadable(site)) {
            return Finding.missing("yarn", site + " cannot be read", mend);
        }
        try {
            Configuration configuration = new Configuration(false);
            configuration.addResource(new org.apache.hadoop.fs.Path(site.toUri()));
            String host = configuration.get("yarn.resourcemanager.hostname", "");
            String address = configuration.get(
                    "yarn.resourcemanager.address", host.isEmpty() ? "" : host + ":" + RESOURCE_MANAGER_PORT);
            String several = configuration.get("yarn.resourcemanager.ha.rm-ids", "");
            if (address.isEmpty() && several.isEmpty()) {
                return Finding.missing(
                        "yarn", site + " names no yarn.resourcemanager.hostname", "take the cluster's own file");
            }
            return Finding.ok("yarn", "resource manager " + (address.isEmpty() ? several : address));
        } catch (RuntimeException e) {
            // All that Hadoop throws for a file that is no XML.
            return Finding.missing("yarn", site + ": " + e.getMessage(), "mend the file");
        }
    }

    static Finding spark(Optional<String> home) {
        if (home.isEmpty()) {
            return Finding.warning(
                    "spark",
                    "SPARK_HOME names none",
                    "local runs need none; to send jobs to a cluster, install a Spark " + Version.spark());
        }
        Path folder = Path.of(home.get());
        if (!Files.isExecutable(folder.resolve("bin/spark-submit"))) {
            return Finding.missing(
                    "spark",
                    folder + " has no bin/spark-submit",
                    "set SPARK_HOME to a Spark " + Version.spark() + ", or unset it");
        }
        Optional<Matcher> core = core(folder);
        if (core.isEmpty()) {
            return Finding.warning("spark", folder + " has no jars/spark-core", "which Spark it is could not be told");
        }
        String found =
                "Spark " + core.get().group(2) + " with Scala " + core.get().group(1) + " in " + folder;
        boolean fits = minor(core.get().group(2)).equals(minor(Version.spark()));
        return fits
                ? Finding.ok("spark", found)
                : Finding.missing(
                        "spark",
                        found,
                        "this build is for Spark " + minor(Version.spark()) + "; set SPARK_HOME to one");
    }

    private static Optional<Matcher> core(Path home) {
        try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
            return jars.map(jar -> SPARK.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String minor(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }

    static List<Finding> hadoop(Optional<String> folder) {
        if (folder.isEmpty()) {
            return List.of(Finding.ok("hadoop", "HADOOP_CONF_DIR is not set; paths without a scheme are local files"));
        }
        Path site = Path.of(folder.get(), "core-site.xml");
        if (!Files.isReadable(site)) {
            return List.of(Finding.missing(
                    "hadoop",
                    site + " cannot be read",
                    "set HADOOP_CONF_DIR to the folder with core-site.xml, or unset it"));
        }
        try {
            Configuration configuration = new Configuration(false);
            configuration.addResource(new org.apache.hadoop.fs.Path(site.toUri()));
            Map<String, String> properties = Storage.properties(configuration);
            String root = properties.getOrDefault("fs.defaultFS", "file:///");
            return List.of(
                    Finding.ok(
                            "hadoop",
                            "configuration in " + folder.get()
                                    + "; paths without a scheme are local files here, and on " + root
                                    + " with spark-submit"),
                    reach(root, properties));
        } catch (RuntimeException e) {
            // All that Hadoop throws for a file that is no XML.
            return List.of(Finding.missing("hadoop", site + ": " + e.getMessage(), "mend the file"));
        }
    }

    /** Looks at the root of a file system, in so little time that nobody waits for Hadoop's own patience. */
    private static Finding reach(String root, Map<String, String> properties) {
        CompletableFuture<Integer> listing = CompletableFuture.supplyAsync(() -> Storage.of(properties)
                .list(root.endsWith("/") ? root : root + "/")
                .size());
        String mend = "check fs.defaultFS in core-site.xml, the network, and that you are logged in (kinit)";
        try {
            listing.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return Finding.ok("fs.defaultFS", root + " answers");
        } catch (TimeoutException e) {
            return Finding.missing("fs.defaultFS", root + " does not answer in " + TIMEOUT_SECONDS + " s", mend);
        } catch (ExecutionException e) {
            JoyulException known = JoyulException.findIn(e);
            return Finding.missing(
                    "fs.defaultFS",
                    known == null ? root + ": " + e.getMessage() : String.valueOf(known.getMessage()),
                    mend);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.warning("fs.defaultFS", root + " was not waited for", mend);
        }
    }
}
