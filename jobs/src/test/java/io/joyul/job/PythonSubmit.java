package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A script of {@code src/test/python} through the real spark-submit, as users of PySpark run theirs. */
final class PythonSubmit {
    private static final long MINUTES = 4;
    private static final String FOUND = "found ";

    private PythonSubmit() {}

    /**
     * Submits a script, and fails when it fails.
     *
     * @param log where its output goes
     * @param options of spark-submit
     * @return what it printed behind the word "found"
     */
    static JsonNode found(Path log, List<String> options, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("--conf", "spark.ui.enabled=false"));
        command.add(Path.of("src/test/python", script).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = InstalledSpark.program("spark-submit", command).redirectOutput(log.toFile());
        builder.environment().put("PYSPARK_PYTHON", System.getenv().getOrDefault("JOYUL_PYTHON", "python3"));
        Script.Ended ended = Script.await(builder.start(), log, MINUTES);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        String found = ended.output()
                .lines()
                .filter(line -> line.startsWith(FOUND))
                .findFirst()
                .orElseThrow();
        return new JsonMapper().readTree(found.substring(FOUND.length()));
    }
}
