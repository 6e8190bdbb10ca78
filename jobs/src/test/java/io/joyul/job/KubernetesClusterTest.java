package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real spark-submit asks a Kubernetes API server to create; no pod is run. */
class KubernetesClusterTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void imageIsOfTheSparkThatJoyulIsBuiltFor() throws IOException {
        // Of several, the one of no profile is indented least.
        Matcher version = Pattern.compile("(?m)^ {4}<spark.version>(.+)</spark.version>$")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(recipe()).contains("\nFROM apache/spark:" + version.group(1) + "-scala2.12-java17-ubuntu\n");
    }

    /** The step that unpacks libtorch, by a java that says what the real doctor says. */
    @Test
    void imageIsMadeOnlyWhereLibtorchLoads() throws Exception {
        Matcher step = Pattern.compile("(?s)\nRUN ([^\n]*java .*?[^\\\\])\n").matcher(recipe() + "\n");
        assertThat(step.find()).isTrue();
        String said = SmallRun.joyul("doctor", "--json").out();
        String mark = "\"check\":\"libtorch\",\"state\":\"";
        assertThat(said).contains(mark + "ok\"");
        for (String state : List.of("ok", "missing")) {
            Files.writeString(folder.resolve("said"), said.replace(mark + "ok", mark + state));
            Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\ncat " + folder + "/said\nexit 4\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            ProcessBuilder build = new ProcessBuilder("sh", "-c", step.group(1))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("step.log").toFile());
            build.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);
            Ended ended = Script.await(build.start(), folder.resolve("step.log"), 1);
            assertThat(ended.exitCode() == 0).as(state + ": " + ended.output()).isEqualTo(state.equals("ok"));
            assertThat(ended.output()).contains(mark + state);
        }
    }

    private static String recipe() throws IOException {
        return Files.readString(Path.of("kubernetes", "Dockerfile"));
    }

    @Test
    void driverPodHoldsTheJobAndTheSettingsOfItsExecutors() throws Exception {
        InstalledSpark.assumeThere();
        Ended ended = new Script(folder.resolve("dry-run.log"), 5)
                .with("JOYUL_IMAGE", "registry.example/joyul:test")
                .with(
                        "JOYUL_SUBMIT_OPTIONS",
                        "--conf spark.kubernetes.driver.secretKeyRef.S3_SECRET=joyul-store:secret")
                .run("kubernetes/dry-run", "Run", "s3a://bucket/run.yaml", "--set", "training.ranks=2");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        List<JsonNode> objects = new ArrayList<>();
        for (String line :
                ended.output().lines().filter(line -> line.startsWith("{")).toList()) {
            objects.add(MAPPER.readTree(line));
        }
        assertThat(objects)
                .extracting(object -> object.get("kind").asText())
                .containsExactlyElementsOf(
                        InstalledSpark.line() == 3
                                ? List.of("Pod", "Service", "ConfigMap", "ConfigMap")
                                : List.of("Pod", "Service", "NetworkPolicy", "ConfigMap", "ConfigMap"));

        JsonNode pod = objects.get(0);
        JsonNode driver = pod.at("/spec/containers/0");
        assertThat(driver.get("image").asText()).isEqualTo("registry.example/joyul:test");
        assertThat(driver.get("args").toString())
                .endsWith("\"--class\",\"io.joyul.job.Run\",\"local:///opt/joyul/joyul.jar\",\"s3a://bucket/run.yaml\","
                        + "\"--set\",\"training.ranks=2\"]");
        assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("spark");
        assertThat(driver.get("env"))
                .filteredOn(variable -> variable.get("name").asText().equals("S3_SECRET"))
                .singleElement()
                .extracting(
                        variable -> variable.at("/valueFrom/secretKeyRef/key").asText())
                .isEqualTo("secret");
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean())
                .as("from the template")
                .isTrue();
        assertThat(objects)
                .extracting(object -> object.at("/data/spark.properties").asText())
                .filteredOn(properties -> !properties.isEmpty())
                .singleElement(STRING)
                .contains(
                        "spark.executor.extraClassPath=/opt/joyul/lib/*",
                        "spark.executor.instances=2",
                        "spark.jars.ivy=/tmp/",
                        "spark.plugins=io.joyul.stage.ProgressPlugin",
                        "cachedir\\=/opt/joyul/cache");
    }
}
