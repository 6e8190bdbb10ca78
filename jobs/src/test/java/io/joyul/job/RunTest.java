package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.job.SmallRun.Ended;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The main job as a whole, in this process; the later tests go on from what the first left. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunTest {
    @TempDir
    static Path folder;

    private static SmallRun small;
    private static Ended first;

    @BeforeAll
    static void runOnce() throws IOException {
        small = SmallRun.write(folder);
        first = SmallRun.joyul("run", small.file().toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
    }

    @Test
    @Order(1)
    void runEndsWithFiguresAndPaths() {
        assertThat(first.out())
                .contains("accuracy ", "macro F1 ", "pretraining ", "report/report.html", "train/checkpoints/step-");
        assertThat(first.err()).contains("preprocess ", "pretrain ", "train ", "train-from-scratch ", "evaluate ");
        assertThat(out("report/report.json")).isRegularFile();
        assertThat(out("report/report.md")).isRegularFile();
        assertThat(out("report/report.html")).isRegularFile();
    }

    @Test
    @Order(2)
    void resolvedRunFileBesideTheReportRepeatsTheRun() {
        Storage storage = Storage.of(Map.of());
        RunConfig resolved =
                RunConfigLoader.load(storage, out("report/run.yaml").toString(), List.of());
        assertThat(resolved)
                .isEqualTo(RunConfigLoader.load(storage, small.file().toString(), List.of()));
    }

    @Test
    @Order(3)
    void secondRunSkipsWhatIsDoneAndReportsTheSame() {
        Ended second = SmallRun.joyul("run", small.file().toString());
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.err().lines())
                .containsExactly(
                        "preprocess: done already, unchanged",
                        "pretrain: done already, unchanged",
                        "train: done already, unchanged",
                        "train-from-scratch: done already, unchanged",
                        "evaluate: done already, unchanged");
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    @Order(4)
    void evaluationAloneUsesTheTrainedModels() {
        Ended evaluated = SmallRun.joyul("evaluate", small.file().toString(), "--set", "evaluate.batch=16");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.err()).contains("evaluate ").doesNotContain("train ");
        assertThat(first.out()).startsWith(evaluated.out());
    }

    @Test
    @Order(5)
    void modelPredictsIsInspectedAndExported() throws IOException {
        String checkpoint = checkpoint();
        List<String> predicted = predict(checkpoint, "{\"id\": 7, \"text\": \"정말 재미있어요\"}\n\n{\"text\": \"지루하다\"}\n");
        assertThat(predicted)
                .hasSize(2)
                .allMatch(
                        line -> line.matches(
                                "\\{(\"id\":7,)?\"label\":\"(nega|posi)tive\",\"scores\":\\{\"negative\":[\\d.E-]+,\"positive\":[\\d.E-]+}}"));

        Ended inspected = SmallRun.joyul("inspect", checkpoint);
        assertThat(inspected.out()).contains("checkpoint after ", "1 layers, 32 wide", "labels negative, positive");
        assertThat(SmallRun.joyul("inspect", out("shards/labelled").toString()).out())
                .contains("labelled examples", "checksums hold");

        Path model = folder.resolve("model");
        assertThat(SmallRun.joyul("export", "--checkpoint", checkpoint, "--to", model.toString())
                        .exitCode())
                .isZero();
        assertThat(model.resolve("model.safetensors")).hasSameBinaryContentAs(Path.of(checkpoint, "model.safetensors"));
        assertThat(SmallRun.joyul("inspect", model.toString()).out()).contains("a model without checksums");

        // As another system may write them: letters of syllables, and what cannot be seen.
        String apart = Normalizer.normalize("정말 재미있어요", Normalizer.Form.NFD);
        String texts = "{\"id\": 7, \"text\": \"\u200B" + apart + "\"}\n{\"text\": \"지\u00AD루하다\\u0000\"}\n";
        assertThat(predict(checkpoint, texts)).isEqualTo(predicted);
        assertThat(predict(model.toString(), texts)).isEqualTo(predicted);
    }

    private static List<String> predict(String model, String lines) throws IOException {
        Path input = Files.writeString(folder.resolve("in.jsonl"), lines);
        Path output = folder.resolve("out.jsonl");
        Files.deleteIfExists(output);
        Ended ended = SmallRun.joyul(
                "predict", "--checkpoint", model, "--input", input.toString(), "--output", output.toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return Files.readAllLines(output);
    }

    @Test
    @Order(6)
    void damagedCheckpointIsNamedByInspect() throws IOException {
        Path copy = folder.resolve("damaged");
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(Path.of(checkpoint()))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        byte[] weights = Files.readAllBytes(copy.resolve("model.safetensors"));
        weights[weights.length / 2] ^= 1;
        Files.write(copy.resolve("model.safetensors"), weights);
        Ended inspected = SmallRun.joyul("inspect", copy.toString());
        assertThat(inspected.exitCode()).isEqualTo(3);
        assertThat(inspected.err()).contains("model.safetensors", "[FILE_CORRUPT]");
    }

    @Test
    @Order(7)
    void changedLearningRateTunesAgainButDoesNotPretrainAgain() throws IOException {
        Ended changed =
                SmallRun.joyul("run", small.file().toString(), "--set", "train.learning-rate=0.001", "--profile");
        assertThat(changed.exitCode()).as(changed.err()).isZero();
        assertThat(changed.err().lines().filter(line -> line.endsWith("done already, unchanged")))
                .containsExactly("preprocess: done already, unchanged", "pretrain: done already, unchanged");
        assertProfiled(changed, "train", "train-from-scratch");
    }

    /** One table and one trace for each stage that was trained, of both ranks. */
    private static void assertProfiled(Ended ended, String... stages) throws IOException {
        for (String row :
                List.of("data", "forward", "backward", "all-reduce", "optimizer", "other", "the whole step")) {
            assertThat(ended.err().lines().filter(line -> line.matches(".*" + row + "\\s+[\\d.]+.*\\s+[\\d.]+.*")))
                    .as(row + " in " + ended.err())
                    .hasSize(stages.length);
        }
        assertThat(ended.err()).containsPattern("step \\d+, in ms\\s+rank 0\\s+rank 1");
        for (String stage : stages) {
            Path trace = out(stage + "/profile/trace.json");
            assertThat(ended.out()).contains("profile     " + trace);
            JsonNode events = new JsonMapper().readTree(trace.toFile()).get("traceEvents");
            assertThat(events.findValuesAsText("name"))
                    .contains("process_name", "data", "forward", "backward", "all-reduce", "optimizer");
            assertThat(events.findValuesAsText("pid")).contains("0", "1");
        }
    }

    @Test
    @Order(8)
    void stageWhoseInputIsNotThereIsTheUsersMistake() {
        Ended trained = SmallRun.joyul("train", small.file().toString(), "--set", "preprocess.max-length=16");
        assertThat(trained.exitCode()).isEqualTo(2);
        assertThat(trained.err()).contains("the stage preprocess is not done for this run file", "[USAGE]");
    }

    private static String checkpoint() {
        return first.out()
                .lines()
                .filter(line -> line.startsWith("model "))
                .map(line -> line.substring("model ".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    private static Path out(String name) {
        return Path.of(small.output()).resolve(name);
    }
}
