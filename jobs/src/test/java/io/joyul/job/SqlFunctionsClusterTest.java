package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.testing.InstalledSpark;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL functions out of their packaged jar alone, from Python, through the real spark-submit. */
class SqlFunctionsClusterTest {
    @TempDir
    Path folder;

    @Test
    void notebookGetsTheFunctionsFromOneJar() throws Exception {
        InstalledSpark.assumeThere();
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of("영화", "##는", "정말", "great", "film", "cast", "!", ","));
        String json = TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.LOWERED);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        JsonNode found = PythonSubmit.found(
                folder.resolve("submit.log"),
                List.of(
                        "--master",
                        "local[2]",
                        "--jars",
                        jar().toString(),
                        "--conf",
                        "spark.sql.extensions=io.joyul.udf.JoyulExtensions"),
                "sql_functions.py",
                file.toString());

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

    @Test
    void sessionOfTheReadmeShowsWhatItSays() throws Exception {
        InstalledSpark.assumeThere();
        String session = Pages.blocks(Pages.ROOT.resolve("README.md")).stream()
                .filter(block -> block.language().equals("python"))
                .map(Pages.Block::text)
                .findFirst()
                .orElseThrow();
        Path script = Files.writeString(folder.resolve("session.py"), session);
        // It is run where it finds what it names: the built jar, and the tokenizer of a run.
        Files.createSymbolicLink(folder.resolve("jobs"), Pages.ROOT.resolve("jobs"));
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of("어렸을때", "완전", "재미있게", "봤던", "영화", "."));
        Path tokenizer = folder.resolve("runs/quickstart/tokenizer.json");
        Files.createDirectories(tokenizer.getParent());
        Files.writeString(tokenizer, TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.LOWERED));

        Path log = folder.resolve("session.log");
        ProcessBuilder python = new ProcessBuilder(
                        System.getenv().getOrDefault("JOYUL_PYTHON", "python3"), script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        python.environment().put("SPARK_SCALA_VERSION", InstalledSpark.scala());
        python.environment().put("PYTHONPATH", InstalledSpark.pythonPath());
        Script.Ended ended = Script.await(python.start(), log, 4);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("input_ids", "example", "noisy")
                // Five words and two full stops between [CLS] and [SEP].
                .containsPattern("mean\\|\\s+9\\.0\\|")
                .contains("Usage: joyul_augment(text, kind, seed");
    }

    private static List<String> texts(JsonNode values) {
        return Stream.iterate(0, i -> i < values.size(), i -> i + 1)
                .map(i -> values.get(i).asText())
                .toList();
    }

    private static List<String> ids(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.toList());
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("joyul-udfs-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
