package io.joyul.job;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS of one name node and one data node, in this process. */
final class Hdfs {
    private Hdfs() {}

    /** @param folder for its blocks */
    static MiniDFSCluster start(Path folder) throws IOException {
        return start(folder, new Configuration());
    }

    /** The same, configured. */
    static MiniDFSCluster start(Path folder, Configuration configuration) throws IOException {
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        MiniDFSCluster dfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        dfs.waitActive();
        return dfs;
    }

    /** How this process, and others of this machine, name a path of it. */
    static String url(MiniDFSCluster dfs, String path) {
        return "hdfs://127.0.0.1:" + dfs.getNameNodePort() + path;
    }
}
