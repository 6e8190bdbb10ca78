package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.job.SmallRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run stage by stage, as a scheduler does it, up to the published model. */
class PublishTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    static Path folder;

    private static Path file = Path.of("");

    @BeforeAll
    static void trainStageByStage() throws IOException {
        SmallRun small = SmallRun.write(folder, folder + "/${parameters.date}", folder.toString());
        String text = Files.readString(small.file())
                .replace("epochs: 2", "epochs: 1")
                .replace("compare-from-scratch: true", "compare-from-scratch: false");
        file = Files.writeString(
                small.file(),
                text + "parameters: {date: none}\npublish: {to: " + folder + "/models, threshold: 0.3}\n");
        for (String stage : List.of("preprocess", "pretrain", "train")) {
            Ended ended = joyul(stage);
            assertThat(ended.exitCode()).as(ended.err()).isZero();
        }
    }

    private static Ended joyul(String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, file.toString(), "--set", "parameters.date=2026-11-21"));
        arguments.addAll(List.of(more));
        return SmallRun.joyul(arguments.toArray(String[]::new));
    }

    @Test
    void goodModelIsPublishedOnceAndABetterOneIsAskedForNext() throws IOException {
        assertThat(joyul("gate").err()).contains("the stage evaluate is not done");
        JsonNode evaluated = MAPPER.readTree(joyul("evaluate", "--json").out());
        assertThat(evaluated.get("report").asText()).isEqualTo("file:" + folder + "/2026-11-21/report/report.html");
        assertThat(folder.resolve("2026-11-21/report/report.html")).isRegularFile();

        Ended closed = joyul("gate", "--json", "--set", "publish.threshold=0.99");
        assertThat(closed.exitCode()).isEqualTo(3);
        assertThat(closed.err()).contains("must be at least 0.9900, publish.threshold [GATE_CLOSED]");
        assertThat(MAPPER.readTree(closed.out()).get("gate").asText()).isEqualTo("closed");
        assertThat(joyul("publish", "--set", "publish.threshold=0.99").exitCode())
                .isEqualTo(3);
        assertThat(folder.resolve("models")).doesNotExist();

        Ended open = joyul("gate");
        assertThat(open.exitCode()).as(open.err()).isZero();
        assertThat(open.out()).startsWith("gate        open: accuracy 0.");
        String published = MAPPER.readTree(joyul("publish", "--json").out())
                .get("published")
                .asText();
        assertThat(published).startsWith("file:" + folder + "/models/small-");
        assertThat(joyul("publish").out()).contains(published.substring("file:".length()));
        try (Stream<Path> models = Files.list(folder.resolve("models"))) {
            assertThat(models.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "published.json", Path.of(published).getFileName().toString());
        }
        assertThat(Path.of(published.substring("file:".length()), "model.safetensors"))
                .isRegularFile();
        assertThat(MAPPER.readTree(joyul("gate", "--json").out())
                        .get("published")
                        .asDouble())
                .isEqualTo(evaluated.get("accuracy").asDouble());
    }

    @Test
    void modelThatWasPublishedBeforeIsMeasuredAgainstNoneAndStaysBehindTheLatest() throws IOException {
        String[] ofDay = new String[3];
        for (int day : new int[] {1, 2}) {
            assertThat(ofDay(day, "run").exitCode()).isZero();
            Ended ended = ofDay(day, "publish", "--json");
            ofDay[day] = MAPPER.readTree(ended.out()).get("published").asText();
        }
        Path published = folder.resolve("dated").resolve("published.json");
        byte[] latest = Files.readAllBytes(published);

        String[] strict = {"--set", "publish.no-worse-than-published=true", "--set", "publish.metric=log-loss"};
        double first = logLoss(1, "publish.no-worse-than-published=false");
        assertThat(first).as("the first day's model hardly learnt").isGreaterThan(logLoss(2, strict[1]));
        assertThat(ofDay(1, "gate", strict).exitCode()).isZero();

        Ended again = ofDay(1, "publish", "--json", strict[0], strict[1], strict[2], strict[3]);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(published).hasBinaryContent(latest);
        JsonNode told = MAPPER.readTree(again.out());
        assertThat(told.get("published").asText()).isEqualTo(ofDay[1]).isNotEqualTo(ofDay[2]);
        assertThat(told.get("latest").asText()).isEqualTo(ofDay[2]);
        assertThat(ofDay(1, "publish").out()).contains(" was published before; the latest is ");
    }

    private static double logLoss(int day, String setting) throws IOException {
        Ended gate = ofDay(day, "gate", "--json", "--set", "publish.metric=log-loss", "--set", setting);
        return MAPPER.readTree(gate.out()).get("value").asDouble();
    }

    private static Ended ofDay(int day, String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
        for (String setting : List.of(
                "parameters.date=2026-01-0" + day,
                "seed=" + day,
                "pretrain=~",
                "training.ranks=1",
                "train.learning-rate=" + (day == 1 ? 1e-7 : 1e-2),
                "publish={to: " + folder + "/dated, no-worse-than-published: false}")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(more));
        return SmallRun.joyul(arguments.toArray(String[]::new));
    }

    @Test
    void runFileWithoutASectionPublishIsToldSo() throws IOException {
        Path bare = Files.writeString(
                folder.resolve("bare.yaml"), Files.readString(file).replaceAll("publish:.*", ""));
        Ended ended = SmallRun.joyul("gate", bare.toString());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("has no section publish", "[CONFIG_INVALID]");
    }

    @Test
    void pretrainingThatIsNotAskedForIsNotDone() throws IOException {
        Path plain = Files.writeString(
                folder.resolve("plain.yaml"), Files.readString(file).replaceAll("pretrain:.*", ""));
        String output = "output=" + folder + "/plain";
        assertThat(SmallRun.joyul("preprocess", plain.toString(), "--set", output)
                        .exitCode())
                .isZero();
        assertThat(SmallRun.joyul("pretrain", plain.toString(), "--set", output).out())
                .startsWith("model       none");
    }
}
