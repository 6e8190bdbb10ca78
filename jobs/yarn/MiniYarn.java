import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN on this machine, one resource manager and one node manager, until the process is ended. Started by
 * jobs/yarn.sh as a source file; its arguments are a working folder, the folder to write the clients' configuration to,
 * and the node's memory in megabytes. With {@code --kerberos} after them, a Kerberos server and an HDFS come first, and
 * nobody without a ticket or a token is served by either; the clients' folder then also has krb5.conf and tuner.keytab,
 * the key of the user tuner, who owns the HDFS folder /user/tuner.
 */
public final class MiniYarn {
    private static final int CORES = 8;

    private MiniYarn() {}

    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[0]).toAbsolutePath();
        Path clients = Path.of(arguments[1]).toAbsolutePath();
        boolean kerberos = arguments.length > 3 && arguments[3].equals("--kerberos");
        Files.createDirectories(clients);
        Configuration security = new Configuration(false);
        // The local disk is what all nodes share, since there is one.
        security.set("fs.defaultFS", "file:///");
        if (kerberos) {
            Realm realm = Realm.start(work.resolve("kdc"), clients);
            security = realm.settings();
            startHdfs(work, security, realm);
        }
        startYarn(work, clients, Integer.parseInt(arguments[2]), security);
        // Written last: who waits for it may submit.
        write(security, clients.resolve("core-site.xml"));
    }

    private static void startYarn(Path work, Path clients, int memory, Configuration security) throws IOException {
        YarnConfiguration settings = new YarnConfiguration();
        settings.addResource(security);
        settings.set("yarn.app.mapreduce.am.staging-dir", work.resolve("staging").toString());
        settings.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, memory);
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
        write(cluster.getConfig(), clients.resolve("yarn-site.xml"));
    }

    private static void startHdfs(Path work, Configuration security, Realm realm) throws IOException {
        Configuration settings = new Configuration();
        settings.addResource(security);
        settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, work.resolve("dfs").toString());
        MiniDFSCluster dfs =
                new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
        dfs.waitActive();
        security.set("fs.defaultFS", "hdfs://localhost:" + dfs.getNameNodePort());
        UserGroupInformation.loginUserFromKeytab(realm.service(), realm.serviceKeytab());
        FileSystem files = dfs.getFileSystem();
        for (String shared : new String[] {"/tmp", "/user"}) {
            files.mkdirs(new org.apache.hadoop.fs.Path(shared));
            files.setPermission(new org.apache.hadoop.fs.Path(shared), new FsPermission((short) 0777));
        }
        org.apache.hadoop.fs.Path home = new org.apache.hadoop.fs.Path("/user/" + Realm.USER);
        files.mkdirs(home);
        files.setPermission(home, new FsPermission((short) 0700));
        files.setOwner(home, Realm.USER, Realm.USER);
    }

    /** Whole at once: the folder is on the class path, and this process reads it meanwhile. */
    private static void write(Configuration settings, Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try (OutputStream out = Files.newOutputStream(unfinished)) {
            settings.writeXml(out);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A Kerberos server, the names it knows, and the settings of those who trust it. */
    private record Realm(String name, String serviceKeytab) {
        static final String USER = "tuner";

        /** Tokens last so short a time that a job of a minute has to get new ones. */
        private static final long TOKEN_MILLISECONDS = 40_000;

        static Realm start(Path work, Path clients) throws Exception {
            Files.createDirectories(work);
            Properties properties = MiniKdc.createConf();
            MiniKdc server = new MiniKdc(properties, work.toFile());
            server.start();
            File services = work.resolve("services.keytab").toFile();
            server.createPrincipal(services, "hadoop/localhost", "HTTP/localhost");
            server.createPrincipal(clients.resolve(USER + ".keytab").toFile(), USER);
            Files.copy(server.getKrb5conf().toPath(), clients.resolve("krb5.conf"));
            return new Realm(server.getRealm(), services.toString());
        }

        String service() {
            return "hadoop/localhost@" + name;
        }

        Configuration settings() {
            Configuration settings = new Configuration(false);
            settings.set("hadoop.security.authentication", "kerberos");
            settings.set("hadoop.security.authorization", "true");
            for (String server : new String[] {"dfs.namenode", "dfs.datanode"}) {
                settings.set(server + ".kerberos.principal", service());
                settings.set(server + ".keytab.file", serviceKeytab);
            }
            for (String server : new String[] {"yarn.resourcemanager", "yarn.nodemanager"}) {
                settings.set(server + ".principal", service());
                settings.set(server + ".keytab", serviceKeytab);
            }
            settings.set("dfs.web.authentication.kerberos.principal", "HTTP/localhost@" + name);
            settings.set("dfs.web.authentication.kerberos.keytab", serviceKeytab);
            settings.set("dfs.block.access.token.enable", "true");
            settings.set("dfs.data.transfer.protection", "authentication");
            // Ports below 1024 would need more than a user has.
            settings.set("ignore.secure.ports.for.testing", "true");
            settings.setLong("dfs.namenode.delegation.token.renew-interval", TOKEN_MILLISECONDS);
            settings.setLong("dfs.namenode.delegation.token.max-lifetime", TOKEN_MILLISECONDS);
            UserGroupInformation.setConfiguration(settings);
            return settings;
        }
    }
}
