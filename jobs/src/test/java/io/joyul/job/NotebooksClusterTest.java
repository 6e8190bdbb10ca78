package io.joyul.job;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of the notebooks, run from top to bottom by Jupyter as {@code ./joyul notebook --execute} does. */
@Tag("slow")
class NotebooksClusterTest {
    private static final long MINUTES = 10;

    @TempDir
    static Path folder;

    static List<Path> notebooks() throws IOException {
        return NotebooksTest.notebooks();
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCellRuns(Path notebook) throws Exception {
        Path copy = copy(notebook, folder);
        Script.Ended ended = execute(copy);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(pictures(copy))
                .as("as many pictures as in the one that ships")
                .isEqualTo(pictures(notebook));
    }

    @ParameterizedTest
    @CsvSource({"2-tokens.ipynb, Joyul.run(", "3-methods.ipynb, 'tune());'"})
    void runThatFailsEndsItsNotebook(String name, String inItsCell, @TempDir Path apart) throws Exception {
        Path copy = copy(Pages.ROOT.resolve("notebooks").resolve(name), apart);
        Files.writeString(copy.resolveSibling("reviews.yaml"), "nonsense: 1\n");
        Path earlier = Files.createDirectories(copy.resolveSibling("runs/methods/report"));
        Files.writeString(earlier.resolve("report.json"), "{}");
        Script.Ended ended = execute(copy);
        assertThat(ended.exitCode()).as(ended.output()).isNotZero();
        assertThat(ended.output()).contains(inItsCell, "CONFIG_INVALID");
    }

    private static Script.Ended execute(Path copy) throws Exception {
        assumeTrue(Version.spark().startsWith("3."), "Jupyter's PySpark is Spark 3.5's");
        assumeTrue(
                Files.exists(Pages.ROOT.resolve(".joyul/notebooks/requirements.txt")),
                "there is no Jupyter in .joyul/notebooks; ./joyul test sets one up");
        Path log = folder.resolve("execute.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Pages.ROOT.resolve("joyul").toString(), "notebook", "--execute", copy.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JOYUL_BUILD", "never");
        builder.environment().put("JOYUL_HEAP", "1500m");
        return Script.await(builder.start(), log, MINUTES);
    }

    /** A notebook where it finds what it names beside itself, and nobody else's results. */
    private static Path copy(Path notebook, Path to) throws IOException {
        Path notebooks = Files.createDirectories(to.resolve("notebooks"));
        for (String name : List.of("conf", "jobs")) {
            if (!Files.exists(to.resolve(name))) {
                Files.createSymbolicLink(to.resolve(name), Pages.ROOT.resolve(name));
            }
        }
        for (String name : List.of("reviews.yaml", "sweep.yaml")) {
            Files.copy(Pages.ROOT.resolve("notebooks").resolve(name), notebooks.resolve(name), REPLACE_EXISTING);
        }
        return Files.copy(notebook, notebooks.resolve(notebook.getFileName()));
    }

    private static long pictures(Path notebook) throws IOException {
        JsonNode root = new JsonMapper().readTree(Files.readString(notebook));
        return root.findValues("image/png").size();
    }
}
