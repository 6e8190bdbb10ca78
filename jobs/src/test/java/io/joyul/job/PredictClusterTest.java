package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code joyul_predict} out of the packaged jars, from Python, on the executors of a cluster of two. */
class PredictClusterTest {
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    @Test
    void executorsOfAClusterGiveWhatPredictGives() throws Exception {
        InstalledSpark.assumeThere();
        String model = TinyClassifier.write(folder.resolve("model")).toString();
        StringBuilder lines = new StringBuilder();
        List<String> texts = TinyClassifier.texts(ROWS);
        for (int i = 0; i < ROWS; i++) {
            ObjectNode line = new JsonMapper().createObjectNode();
            lines.append(line.put("id", i).put("text", texts.get(i))).append('\n');
        }
        Path input = Files.writeString(folder.resolve("texts.jsonl"), lines);
        Path output = folder.resolve("predicted.jsonl");
        assertThat(SmallRun.joyul(
                                "predict",
                                "--checkpoint",
                                model,
                                "--input",
                                input.toString(),
                                "--output",
                                output.toString())
                        .exitCode())
                .isZero();

        JsonNode found = PythonSubmit.found(
                folder.resolve("submit.log"),
                List.of(
                        "--master",
                        "local-cluster[2,1,1024]",
                        "--jars",
                        jars(),
                        "--conf",
                        "spark.sql.extensions=io.joyul.sql.PredictExtensions"),
                "predict_function.py",
                model,
                input.toString());
        List<String> predicted = Files.readAllLines(output);
        assertThat(found.size()).isEqualTo(ROWS);
        for (int i = 0; i < ROWS; i++) {
            JsonNode expected = new JsonMapper().readTree(predicted.get(i));
            assertThat(found.get(i).get("label")).isEqualTo(expected.get("label"));
            String label = expected.get("label").asText();
            assertThat(found.get(i).get("scores").get(label).asDouble())
                    .isCloseTo(expected.get("scores").get(label).asDouble(), within(1e-6));
        }
    }

    private static String jars() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target", "lib"))) {
            return libraries.map(jar -> jar.toAbsolutePath().toString()).collect(Collectors.joining(","));
        }
    }
}
