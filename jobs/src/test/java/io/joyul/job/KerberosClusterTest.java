package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Kerberos server, and a YARN and an HDFS that serve nobody without a ticket or a token. Tokens last 40 seconds, a
 * run longer.
 */
@Tag("slow")
class KerberosClusterTest {
    private static final Pattern NAME_NODE = Pattern.compile("hdfs://localhost:\\d+");

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        InstalledSpark.assumeThere();
        Ended started = script("start.log").run("yarn.sh", "start", "--kerberos");
        Script.assumeAvailable(started);
        assertThat(started.exitCode()).as(started.output()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        script("stop.log").run("yarn.sh", "stop");
    }

    @Test
    void aRunOutlivesItsTokensAndAStrangerIsToldWhatIsMissing() throws Exception {
        SmallRun small = SmallRun.write(folder.resolve("run"), "/user/tuner/small", "file://" + folder.resolve("run"));
        String file = "file://" + small.file();
        String scratch = "train.compare-from-scratch=false";

        Ended here = script("client.log").run("yarn.sh", "submit", "Run", file, "--set", scratch);
        assertThat(here.exitCode()).as(here.output()).isZero();
        assertThat(here.output()).contains("accuracy ");
        Matcher report =
                Pattern.compile("report +(" + NAME_NODE + ")/user/tuner/small/").matcher(here.output());
        assertThat(report.find()).as(here.output()).isTrue();
        assertThat(tokensGiven())
                .as("one at its start and others before that ran out")
                .isGreaterThan(2);

        Ended inside = script("cluster.log")
                .run(
                        "yarn.sh",
                        "submit",
                        "--cluster",
                        "Evaluate",
                        file,
                        "--set",
                        scratch,
                        "--set",
                        "evaluate.batch=16");
        assertThat(inside.exitCode()).as(inside.output()).isZero();

        String output = "output=" + report.group(1) + "/user/tuner/small";
        Ended local = launcher("local.log")
                .with("HADOOP_CONF_DIR", clients().toString())
                .with("KRB5PRINCIPAL", "tuner")
                .with("KRB5KEYTAB", clients().resolve("tuner.keytab").toString())
                .run("../joyul", "evaluate", small.file().toString(), "--set", scratch, "--set", output);
        assertThat(local.exitCode()).as(local.output()).isZero();
        assertThat(local.output()).contains("accuracy ");

        Ended noKeytab = launcher("keytab.log")
                .with("HADOOP_CONF_DIR", clients().toString())
                .with("KRB5PRINCIPAL", "tuner")
                .with("KRB5KEYTAB", clients().resolve("absent.keytab").toString())
                .run("../joyul", "evaluate", small.file().toString(), "--set", scratch, "--set", output);
        assertThat(noKeytab.exitCode()).as(noKeytab.output()).isEqualTo(2);
        assertThat(noKeytab.output()).contains("[STORAGE_DENIED]", "check KRB5PRINCIPAL and KRB5KEYTAB");

        Ended noTicket = launcher("ticket.log")
                .with("HADOOP_CONF_DIR", clients().toString())
                .run("../joyul", "evaluate", small.file().toString(), "--set", scratch, "--set", output);
        assertThat(noTicket.exitCode()).as(noTicket.output()).isEqualTo(2);
        assertThat(noTicket.output()).contains("[STORAGE_DENIED]", "run kinit");

        Ended noKerberos = launcher("kerberos.log")
                .run("../joyul", "evaluate", small.file().toString(), "--set", scratch, "--set", output);
        assertThat(noKerberos.exitCode()).as(noKerberos.output()).isEqualTo(2);
        assertThat(noKerberos.output()).contains("[STORAGE_DENIED]", "set HADOOP_CONF_DIR");
    }

    private long tokensGiven() throws IOException {
        try (var lines = Files.lines(folder.resolve("cluster/yarn.log"))) {
            return lines.filter(line -> line.contains("cmd=getDelegationToken")).count();
        }
    }

    private Path clients() {
        return folder.resolve("cluster/conf");
    }

    /** The launcher's, which learns of Kerberos from the environment. */
    private Script launcher(String log) {
        return new Script(folder.resolve(log), 5)
                .with("JOYUL_BUILD", "never")
                .with(
                        "JDK_JAVA_OPTIONS",
                        "-Djava.security.krb5.conf=" + clients().resolve("krb5.conf"));
    }

    private Script script(String log) {
        return new Script(folder.resolve(log), 10)
                .with("JOYUL_CLUSTER_DIR", folder.resolve("cluster").toString())
                .with(
                        "JOYUL_SUBMIT_OPTIONS",
                        "--driver-memory 1g --executor-memory 1g --conf spark.executor.memoryOverhead=1g");
    }
}
