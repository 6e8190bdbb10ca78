package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The DAG factory in the real Airflow, waiting for a file of a real HDFS, and sending jobs by the real spark-submit. */
@Tag("slow")
class AirflowClusterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void dagPublishesAModelOnceAndNoneBehindAClosedGate(String version) throws Exception {
        InstalledSpark.assumeThere();
        Ended ended;
        try (MiniDFSCluster dfs = Hdfs.start(folder)) {
            dfs.getFileSystem()
                    .create(new org.apache.hadoop.fs.Path("/reviews/_SUCCESS"))
                    .close();
            ended = new Script(folder.resolve("try.log"), 30)
                    .with("JOYUL_TRY_DIR", folder.resolve("try").toString())
                    .with("JOYUL_TRY_NEW_DATA", Hdfs.url(dfs, "/reviews/*"))
                    .run("airflow/try", version);
        }
        assertThatAllIsTold(ended);
    }

    @Test
    void driversInsideYarnAreHeardAsWell() throws Exception {
        InstalledSpark.assumeThere();
        Path cluster = folder.resolve("yarn");
        Ended started = yarn("start");
        Script.assumeAvailable(started);
        assertThat(started.exitCode()).as(started.output()).isZero();
        try {
            Ended ended = new Script(folder.resolve("try.log"), 30)
                    .with("JOYUL_TRY_DIR", folder.resolve("try").toString())
                    .with(
                            "JOYUL_TRY_CONNECTION",
                            "{\"conn_type\": \"spark\", \"host\": \"yarn\", \"extra\": {\"deploy-mode\": \"cluster\"}}")
                    .with("HADOOP_CONF_DIR", cluster.resolve("conf").toString())
                    .with("JAVA_HOME", System.getProperty("java.home"))
                    .run("airflow/try", "3");
            assertThatAllIsTold(ended);
        } finally {
            yarn("stop");
        }
    }

    private Ended yarn(String command) throws IOException, InterruptedException {
        return new Script(folder.resolve(command + ".log"), 8)
                .with("JOYUL_CLUSTER_DIR", folder.resolve("yarn").toString())
                .run("yarn.sh", command);
    }

    private static void assertThatAllIsTold(Ended ended) {
        Script.assumeAvailable(ended);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("first:", "rerun:", "closed:", "report/report.html", "all is as it should be");
    }
}
