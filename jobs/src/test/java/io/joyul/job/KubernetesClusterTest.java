package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.Script.Ended;
import io.joyul.testing.InstalledSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real spark-submit asks a Kubernetes API server to create; no pod is run. */
class KubernetesClusterTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void driverPodHoldsTheJobAndTheSettingsOfItsExecutors() throws Exception {
        InstalledSpark.assumeThere();
        Ended ended = new Script(folder.resolve("dry-run.log"), 5)
                .with("JOYUL_IMAGE", "registry.example/joyul:test")
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
                        "spark.plugins=io.joyul.stage.ProgressPlugin",
                        "cachedir\\=/opt/joyul/cache");
    }
}
