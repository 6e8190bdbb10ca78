package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL functions out of their packaged jar alone, from Python, through the real spark-submit. */
class SqlFunctionsClusterTest {
    private static final long MINUTES = 4;

    @TempDir
    Path folder;

    @Test
    void notebookGetsTheFunctionsFromOneJar() throws Exception {
        String home = System.getenv("SPARK_HOME");
        assumeTrue(home != null, "SPARK_HOME names no Spark; ./joyul test sets one up");
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of("영화", "##는", "정말", "great", "film", "cast", "!", ","));
        String json = TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.LOWERED);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        JsonNode found = submit(home, file);

        Tokenizer tokenizer = Tokenizer.fromJson(json);
        assertThat(texts(found.get("normalise"))).containsExactly("이 영화는 정말 최고였다!", "null", "Great film, great cast");
        assertThat(texts(found.get("ids").get(2)))
                .containsExactlyElementsOf(ids(tokenizer.encode("Great film, great cast", 6)));
        assertThat(found.get("ids").get(1).isNull()).isTrue();
        assertThat(found.get("count").get(2).asInt()).isEqualTo(tokenizer.length("Great film, great cast"));
        assertThat(found.get("back").get(2).asText()).isEqualTo("great film, great cast");
        assertThat(texts(found.get("masked"))).containsExactly("true", "true");
        assertThat(texts(found.get("alike"))).containsExactly("1.0", "null", "1.0");
        assertThat(texts(found.get("hangul"))).containsExactly("1.0", "null", "0.0");
        assertThat(found.get("swapped").get(2).asText().split(" "))
                .containsExactlyInAnyOrder("Great", "film,", "great", "cast");
        assertThat(found.get("described").asText()).contains("joyul_mask(text, tokenizer, seed");
        assertThat(found.get("refused").asText())
                .startsWith("joyul_tokenise: /no/such/file: there is no tokenizer.json");
    }

    private static List<String> texts(JsonNode values) {
        return Stream.iterate(0, i -> i < values.size(), i -> i + 1)
                .map(i -> values.get(i).asText())
                .toList();
    }

    private static List<String> ids(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.toList());
    }

    private JsonNode submit(String home, Path tokenizer) throws IOException, InterruptedException {
        Path log = folder.resolve("submit.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(home, "bin", "spark-submit").toString(),
                        "--master",
                        "local[2]",
                        "--jars",
                        jar().toString(),
                        "--conf",
                        "spark.sql.extensions=io.joyul.udf.JoyulExtensions",
                        "--conf",
                        "spark.ui.enabled=false",
                        Path.of("src/test/python/sql_functions.py").toString(),
                        tokenizer.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PYSPARK_PYTHON", System.getenv().getOrDefault("JOYUL_PYTHON", "python3"));
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        assertThat(ended)
                .as("within " + MINUTES + " minutes; so far: " + output)
                .isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        String found = output.lines()
                .filter(line -> line.startsWith("found "))
                .findFirst()
                .orElseThrow();
        return new JsonMapper().readTree(found.substring("found ".length()));
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("joyul-udfs-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
