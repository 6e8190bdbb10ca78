import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN on this machine, one resource manager and one node manager, until the process is ended. Started by
 * jobs/yarn.sh as a source file; its arguments are a working folder, the folder to write the clients' configuration to,
 * and the node's memory in megabytes.
 */
public final class MiniYarn {
    private static final int CORES = 8;

    private MiniYarn() {}

    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[0]).toAbsolutePath();
        Path configuration = Path.of(arguments[1]).toAbsolutePath();
        YarnConfiguration settings = new YarnConfiguration();
        // The local disk is what all nodes share, since there is one.
        settings.set("fs.defaultFS", "file:///");
        settings.set("yarn.app.mapreduce.am.staging-dir", work.resolve("staging").toString());
        settings.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, Integer.parseInt(arguments[2]));
        settings.setInt(YarnConfiguration.NM_VCORES, CORES);
        settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        settings.set("yarn.scheduler.capacity.root.queues", "default");
        settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
        // An application master may take more than a tenth of so small a cluster.
        settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.8");
        settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        // Above the share that is full already no disk counts as good, and applications wait for ever.
        settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.5f);
        System.setProperty("test.build.data", work.toString());
        MiniYARNCluster cluster = new MiniYARNCluster("joyul", 1, 1, 1);
        cluster.init(settings);
        cluster.start();
        Files.createDirectories(configuration);
        write(cluster.getConfig(), configuration.resolve("yarn-site.xml"));
        // Written last: who waits for it may submit.
        write(coreSite(), configuration.resolve("core-site.xml"));
    }

    private static Configuration coreSite() {
        Configuration settings = new Configuration(false);
        settings.set("fs.defaultFS", "file:///");
        return settings;
    }

    private static void write(Configuration settings, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.writeXml(out);
        }
    }
}
