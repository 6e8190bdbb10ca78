package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.datanode.SimulatedFSDataset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDFS says no: each time one message, and an exit code that tells whose turn it is. */
@Tag("slow")
class HdfsRefusalsTest {
    private static final org.apache.hadoop.fs.Path OUTPUT = new org.apache.hadoop.fs.Path("/theirs");

    @TempDir
    Path folder;

    @Test
    void folderOfSomebodyElseIsTheUsersMistake() throws Exception {
        try (MiniDFSCluster dfs = Hdfs.start(folder)) {
            DistributedFileSystem files = dfs.getFileSystem();
            files.mkdirs(OUTPUT, new FsPermission((short) 0755));
            Ended ended = SmallRun.process(
                    folder.resolve("guest.log"),
                    Map.of("HADOOP_USER_NAME", "guest"),
                    "preprocess",
                    run(dfs).file().toString());
            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
            assertOneMessage(ended, "access is denied", "user=guest", "[STORAGE_DENIED]");
        }
    }

    @Test
    void quotaThatIsUsedUpIsAMissingResource() throws Exception {
        try (MiniDFSCluster dfs = Hdfs.start(folder)) {
            DistributedFileSystem files = dfs.getFileSystem();
            files.mkdirs(OUTPUT);
            files.setQuota(OUTPUT, HdfsConstants.QUOTA_DONT_SET, 1L << 20);
            Ended ended = SmallRun.joyul("preprocess", run(dfs).file().toString());
            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(4);
            assertOneMessage(ended, "no room is left to write it", "quota", "[STORAGE_FULL]");
        }
    }

    @Test
    void fullDataNodesAreAMissingResource() throws Exception {
        Configuration configuration = new Configuration();
        SimulatedFSDataset.setFactory(configuration);
        configuration.setLong(SimulatedFSDataset.CONFIG_PROPERTY_CAPACITY, 10L << 20);
        try (MiniDFSCluster dfs = Hdfs.start(folder, configuration)) {
            Ended ended = SmallRun.joyul("preprocess", run(dfs).file().toString());
            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(4);
            assertOneMessage(ended, "no room is left to write it", "[STORAGE_FULL]");
        }
    }

    private SmallRun run(MiniDFSCluster dfs) throws Exception {
        Path run = folder.resolve("run");
        return SmallRun.write(run, Hdfs.url(dfs, OUTPUT.toString()), run.toString());
    }

    private static void assertOneMessage(Ended ended, String... parts) {
        assertThat(ended.err().lines().filter(line -> line.startsWith("joyul: ")))
                .singleElement()
                .asString()
                .contains(parts);
    }
}
