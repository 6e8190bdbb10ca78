package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is planted and searched for in every byte that a run writes. */
class SecretsTest {
    private static final String PLANTED =
            "pl4nted-" + "s3cret-" + ProcessHandle.current().pid();

    /** It could be a variable's name but for its small letters, as many tokens could. */
    private static final String WORD = "hf_" + PLANTED.replace("-", "");

    @TempDir
    Path folder;

    @Test
    void secretInClearIsRefusedAndNotRepeated() throws IOException {
        SmallRun small = SmallRun.write(folder);
        for (String setting : List.of(
                "spark.properties.spark.hadoop.fs.s3a.secret.key=" + PLANTED,
                "spark.properties.spark.authenticate.secret=" + PLANTED,
                "spark.properties.spark.hadoop.fs.s3a.endpoint=https://me:" + PLANTED + "@store",
                "output=s3a://key:" + PLANTED + "@bucket/out",
                "publish.to=s3a://key:" + PLANTED + "@bucket/models",
                "preprocess.tokenizer.path=s3a://key:" + PLANTED + "@bucket/tokenizer.json",
                "parameters.source=https://key:" + PLANTED + "@host/rows",
                "tracking={kind: mlflow, url: 'http://me:" + PLANTED + "@host'}",
                "tracking.token-variable=" + PLANTED,
                "tracking={kind: mlflow, url: 'http://127.0.0.1:9', token-variable: " + WORD + "}",
                "preprocess.augment=[{kind: back-translation, translator: {source: ko, pivot: en,"
                        + " url: 'http://127.0.0.1:9', key-variable: " + WORD + "}}]",
                "spark.properties.spark.hadoop.fs.s3a.encryption.key=" + PLANTED,
                "spark.properties.spark.hadoop.fs.azure.sas.box.me.blob.core.windows.net=" + PLANTED,
                "spark.properties.spark.executor.extraJavaOptions=-Done=1 -Djavax.net.ssl.trustStorePassword="
                        + PLANTED,
                "publish.to=https://" + PLANTED + "@host/models",
                "preprocess.tokenizer.path=s3a://:" + PLANTED + "@bucket/tokenizer.json",
                "output=s3a://key:" + PLANTED + "/more@bucket/out")) {
            Ended ended = SmallRun.joyul("run", small.file().toString(), "--set", setting);
            assertThat(ended.exitCode()).as(setting).isEqualTo(2);
            assertThat(ended.err())
                    .as(setting)
                    .contains("[CONFIG_INVALID]")
                    .containsAnyOf("in clear", "a password or a token in it", "not the token itself")
                    .doesNotContain(PLANTED, WORD);
        }
    }

    @Test
    void environmentVariableThatIsNotSetIsNamed() throws IOException {
        SmallRun small = SmallRun.write(folder);
        Ended ended = SmallRun.joyul(
                "run",
                small.file().toString(),
                "--set",
                "spark.properties.spark.hadoop.fs.s3a.secret.key=${env:NO_SUCH_KEY}");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("fs.s3a.secret.key", "${env:NO_SUCH_KEY}", "is not set");
    }

    /** In a process of its own, so that the secret comes as a user gives it: by the environment. */
    @Test
    void plantedSecretIsInNothingThatARunWrites() throws Exception {
        SmallRun small = SmallRun.write(folder);
        Path events = Files.createDirectories(folder.resolve("events"));
        Ended ended = SmallRun.process(
                folder.resolve("joyul.log"),
                Map.of("PLANTED_TOKEN", PLANTED),
                "run",
                small.file().toString(),
                "--set",
                "tracking={kind: mlflow, url: 'http://127.0.0.1:9', token-variable: PLANTED_TOKEN, timeout-seconds: 1}",
                "--set",
                "train.compare-from-scratch=false",
                "--set",
                "spark.properties={spark.eventLog.enabled: true, spark.eventLog.compress: false, spark.eventLog.dir: '"
                        + events.toUri() + "', spark.hadoop.fs.s3a.secret.key: '${env:PLANTED_TOKEN}',"
                        + " spark.joyul.test.plain: '${env:PLANTED_TOKEN}',"
                        + " spark.hadoop.joyul.test.hidden: '${env:PLANTED_TOKEN}'}");
        assertThat(ended.exitCode()).as(ended.err()).isZero();

        assertThat(Path.of(small.output(), "report", "report.html")).isRegularFile();
        assertThat(Path.of(small.output(), "tracking", "unsent")).isNotEmptyDirectory();
        assertThatEventLogRedacts(events, "joyul.test.hidden");
        assertThat(holders(Path.of(small.output()), "env:PLANTED_TOKEN"))
                .as("the search finds what is there")
                .isNotEmpty();
        assertThat(holders(folder, PLANTED)).isEmpty();
        assertThat(Files.readString(folder.resolve("joyul.log")))
                .as("the log tells what the terminal shows")
                .contains("train: done, ");
    }

    /** As in a driver that YARN runs, which starts Spark for YARN's sake alone. */
    @Test
    void sparkThatSatisfiesYarnRedactsAsWell() throws Exception {
        Path events = Files.createDirectories(folder.resolve("events"));
        String options = "-Dspark.yarn.app.id=application_1 -Dspark.master=local[1] -Dspark.ui.enabled=false"
                + " -Dspark.driver.host=127.0.0.1 -Dspark.driver.bindAddress=127.0.0.1 -Dspark.app.name=yarn"
                + " -Dspark.eventLog.enabled=true -Dspark.eventLog.compress=false -Dspark.eventLog.dir="
                + events.toUri() + " -Dspark.hadoop.fs.azure.account.key.mine=" + PLANTED;
        Ended ended = SmallRun.process(folder.resolve("joyul.log"), Map.of("JAVA_TOOL_OPTIONS", options), "--version");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThatEventLogRedacts(events, "fs.azure.account.key.mine");
        assertThat(holders(events, PLANTED)).isEmpty();
    }

    /** The log is read, and has the property as Spark's and as Hadoop's, without its value. */
    static void assertThatEventLogRedacts(Path events, String hadoopProperty) throws IOException {
        for (String name : List.of("spark.hadoop." + hadoopProperty, hadoopProperty)) {
            assertThat(holders(events, "\"" + name + "\":\"*********(redacted)\""))
                    .as(name)
                    .isNotEmpty();
        }
    }

    static List<Path> holders(Path where, String sought) throws IOException {
        List<Path> holders = new ArrayList<>();
        try (Stream<Path> files = Files.walk(where)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(sought)) {
                    holders.add(file);
                }
            }
        }
        return holders;
    }
}
