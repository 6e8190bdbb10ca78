package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks as files; {@link NotebooksClusterTest} runs them. */
class NotebooksTest {
    /** What a reader scrolls through in a minute or two, and a repository carries. */
    private static final int MOST_CELLS = 16;

    private static final long MOST_BYTES = 200_000;

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Pages.ROOT.resolve("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void oneIsInPythonAndTheOthersAreInJava() throws IOException {
        List<String> languages = new ArrayList<>();
        for (Path notebook : notebooks()) {
            languages.add(read(notebook).at("/metadata/kernelspec/language").asText());
        }
        assertThat(languages).containsExactly("java", "java", "java", "java", "java", "python");
    }

    /** Else its cells would go on with what an earlier run has left. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void runThatFailsEndsItsNotebook(Path notebook) throws IOException {
        for (JsonNode cell : read(notebook).path("cells")) {
            assertThat(source(cell).lines().filter(line -> line.contains("Joyul.run(")))
                    .allMatch(line -> line.matches(" *if \\(Joyul\\.run\\(.*\\) != 0\\) throw new .*;"));
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void eachIsShortAndTellsItsStory(Path notebook) throws IOException {
        JsonNode root = read(notebook);
        assertThat(root.path("nbformat").asInt()).isEqualTo(4);
        assertThat(root.path("cells").size()).isBetween(6, MOST_CELLS);
        assertThat(root.at("/cells/0/cell_type").asText()).isEqualTo("markdown");
        assertThat(source(root.path("cells").path(0))).startsWith("# ");
        assertThat(Files.size(notebook)).isLessThan(MOST_BYTES);
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void eachShowsWhatItsCellsGaveFromTopToBottom(Path notebook) throws IOException {
        List<JsonNode> code = new ArrayList<>();
        read(notebook).path("cells").forEach(cell -> {
            if (cell.path("cell_type").asText().equals("code")) {
                code.add(cell);
            }
        });
        assertThat(code.stream().map(cell -> cell.path("execution_count").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, code.size()).boxed().toList());
        for (JsonNode cell : code) {
            for (JsonNode output : cell.path("outputs")) {
                assertThat(output.path("output_type").asText()).isNotEqualTo("error");
                assertThat(output.toString())
                        .as("no folder of the machine that it was run on")
                        .doesNotContain(Pages.ROOT.toString(), "/home/", "/root/");
            }
        }
    }

    private static JsonNode read(Path notebook) throws IOException {
        return new JsonMapper().readTree(Files.readString(notebook));
    }

    private static String source(JsonNode cell) {
        StringBuilder source = new StringBuilder();
        cell.path("source").forEach(line -> source.append(line.asText()));
        return source.toString();
    }
}
