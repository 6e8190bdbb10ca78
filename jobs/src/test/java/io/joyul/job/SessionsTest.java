package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final String RUN = """
            name: n
            output: o
            input: {train: a, dev: b, text-column: t, label-column: l}
            training: {ranks: 3, schedule-timeout-seconds: 7}
            """;

    @Test
    void withoutSparkSubmitTheMasterHasOneCoreForEachRank() {
        SparkConf conf = settings("", new SparkConf(false));
        assertThat(conf.get("spark.master")).isEqualTo("local[3]");
        assertThat(conf.get("spark.app.name")).isEqualTo("joyul n");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    }

    @Test
    void ranksWithoutSlotsFailAfterTheTimeout() {
        SparkConf conf = settings("", new SparkConf(false));
        assertThat(conf.get("spark.scheduler.barrier.maxConcurrentTasksCheck.interval"))
                .isEqualTo("1s");
        assertThat(conf.get("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures"))
                .isEqualTo("7");
    }

    @Test
    void sparkSubmitWinsOverTheRunFileAndThatOverTheDefaults() {
        String spark =
                "spark: {master: 'spark://file:7077', properties: {spark.ui.enabled: true, spark.app.name: mine}}\n";
        SparkConf conf =
                settings(spark, new SparkConf(false).set("spark.master", "yarn").set("spark.app.name", "submitted"));
        assertThat(conf.get("spark.master")).isEqualTo("yarn");
        assertThat(conf.get("spark.app.name")).isEqualTo("submitted");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
    }

    @Test
    void aKeytabOfTheEnvironmentIsSparksToo() {
        Map<String, String> environment = Map.of("KRB5PRINCIPAL", "tuner", "KRB5KEYTAB", "/keys/tuner");
        SparkConf conf = new SparkConf(false);
        Sessions.withKeytab(conf, environment);
        assertThat(conf.get("spark.kerberos.principal")).isEqualTo("tuner");
        assertThat(conf.get("spark.kerberos.keytab")).isEqualTo("/keys/tuner");

        SparkConf submitted = new SparkConf(false).set("spark.submit.deployMode", "client");
        Sessions.withKeytab(submitted, environment);
        assertThat(submitted.contains("spark.kerberos.keytab")).isFalse();

        SparkConf half = new SparkConf(false);
        Sessions.withKeytab(half, Map.of("KRB5PRINCIPAL", "tuner"));
        assertThat(half.contains("spark.kerberos.principal")).isFalse();
    }

    @Test
    void whatRecordsAndBarriersNeedCannotBeSwitchedOff() {
        SparkConf conf = settings(
                "",
                new SparkConf(false)
                        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                        .set("spark.dynamicAllocation.enabled", "true"));
        assertThat(conf.get("spark.serializer")).endsWith("JavaSerializer");
        assertThat(conf.get("spark.dynamicAllocation.enabled")).isEqualTo("false");
    }

    @Test
    void executorsLoadTheLibtorchThatTheRunFileNames() {
        String spark = "spark: {properties: {spark.joyul.libtorch.path: /opt/torch, "
                + "spark.executor.extraJavaOptions: -Done=1}}\n";
        assertThat(settings(spark, new SparkConf(false)).get("spark.executor.extraJavaOptions"))
                .isEqualTo("-Done=1 -Djoyul.libtorch.path=\"/opt/torch\"");
        assertThat(settings("", new SparkConf(false)).contains("spark.executor.extraJavaOptions"))
                .isFalse();
    }

    @Test
    void whatComesFromTheEnvironmentIsRedactedByEachNameThatSparkShowsItBy() {
        String spark = "spark: {properties: {spark.hadoop.a.b: '${env:PATH}', spark.executorEnv.C_D: '${env:PATH}'}}\n";
        Pattern redacted = Pattern.compile(settings(spark, new SparkConf(false)).get("spark.redaction.regex"));
        assertThat(List.of("spark.hadoop.a.b", "a.b", "spark.executorEnv.C_D", "C_D"))
                .allMatch(name -> redacted.matcher(name).find());
    }

    private static SparkConf settings(String more, SparkConf conf) {
        RunConfig config = RunConfigLoader.parse("run.yaml", RUN + more, List.of());
        return Sessions.settings(config, conf);
    }
}
