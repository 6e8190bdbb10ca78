package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through the real spark-submit, on a standalone cluster that authenticates and encrypts. */
@Tag("slow")
class EncryptedClusterTest {
    /** For the daemons and for the driver alike. */
    private static final String PROTECTED = "-Dspark.authenticate=true -Dspark.authenticate.secret=of-this-test"
            + " -Dspark.network.crypto.enabled=true -Dspark.io.encryption.enabled=true";

    @TempDir
    Path folder;

    @Test
    void ranksTalkOverTlsAndInClearTextOnlyWhereAKeyAllowsIt() throws Exception {
        InstalledSpark.assumeThere();
        Map<String, String> environment = Map.of("SPARK_DAEMON_JAVA_OPTS", PROTECTED, "SPARK_SUBMIT_OPTS", PROTECTED);
        try (StandaloneCluster cluster = StandaloneCluster.start(folder, environment)) {
            SmallRun small = withoutPretraining();

            Ended gloo = submit(cluster, small, "training.collective=gloo");
            assertThat(gloo.exitCode()).as(gloo.output()).isEqualTo(2);
            assertThat(gloo.output())
                    .contains(
                            "training.collective gloo sends gradients in clear text, but spark.network.crypto.enabled,"
                                    + " spark.io.encryption.enabled are on",
                            "training.wire.allow-clear-text: true",
                            "[CONFIG_INVALID]");

            Ended clear = submit(cluster, small, "training.wire.encryption=none");
            assertThat(clear.exitCode()).as(clear.output()).isEqualTo(2);
            assertThat(clear.output()).contains("training.wire.encryption none sends gradients in clear text");

            Ended ring = submit(cluster, small);
            assertThat(ring.exitCode()).as(ring.output()).isZero();
            assertThat(ring.output())
                    .contains("train ", "on 2 ranks", "accuracy ")
                    .contains("what the ranks say to each other is covered by TLSv1.3");

            Ended allowed = submit(
                    cluster,
                    small,
                    "training.collective=gloo",
                    "training.wire.allow-clear-text=true",
                    "output=" + folder.resolve("allowed"));
            assertThat(allowed.exitCode()).as(allowed.output()).isZero();
            assertThat(allowed.output()).doesNotContain("covered by");
        }
    }

    private SmallRun withoutPretraining() throws IOException {
        SmallRun small = SmallRun.write(folder);
        List<String> lines = Files.readAllLines(small.file());
        Files.write(
                small.file(),
                lines.stream().filter(line -> !line.startsWith("pretrain:")).toList());
        return small;
    }

    private Ended submit(StandaloneCluster cluster, SmallRun small, String... settings) throws Exception {
        List<String> arguments = new ArrayList<>();
        Stream.concat(Stream.of("train.epochs=1", "train.compare-from-scratch=false"), Stream.of(settings))
                .forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return cluster.submit(folder.resolve("submit.log"), small, arguments.toArray(String[]::new));
    }
}
