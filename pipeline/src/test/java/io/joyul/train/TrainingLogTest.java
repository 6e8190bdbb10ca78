package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.storage.Storage;
import io.joyul.testing.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    private static final long BEGAN = 1_700_000_000;

    @TempDir
    private Path folder;

    private static TrainingHistory history(int points) {
        return new TrainingHistory(
                IntStream.rangeClosed(1, points)
                        .mapToObj(i -> new TrainingHistory.Point(
                                10 * i, 3.0 / i, 1e-3, i % 2 * 2, i == 1 ? 0 : 64, 500 * i, 0.5, 0.1))
                        .toList(),
                IntStream.rangeClosed(1, points / 4)
                        .mapToObj(i -> new TrainingHistory.Epoch(i, 40 * i, 2.0 / i, 0.1 * i))
                        .toList());
    }

    @Test
    void tensorBoardReadsThePointsAndTheEpochs() throws Exception {
        Python.assumeModules("tensorboard");
        TensorBoardEvents format = new TensorBoardEvents();
        Storage.of(Map.of())
                .writeAtomically(
                        folder.resolve(format.fileName(BEGAN)).toString(),
                        format.content(LogEntry.of(history(300), 1.0), BEGAN));
        JsonNode read = new ObjectMapper().readTree(Python.run("read_events.py", folder.toString()));
        assertThat(read.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "train/loss",
                        "train/learning-rate",
                        "train/gradient-norm",
                        "train/clipped",
                        "train/noise-scale",
                        "train/tokens-per-second",
                        "dev/epoch",
                        "dev/loss",
                        "dev/accuracy");
        JsonNode loss = read.get("train/loss");
        assertThat(loss.get("steps")).hasSize(300);
        assertThat(loss.get("steps").get(299).asInt()).isEqualTo(3000);
        assertThat(loss.get("values").get(1).asDouble()).isCloseTo(1.5, within(1e-6));
        assertThat(loss.get("times").get(1).asDouble()).isCloseTo(BEGAN + 1.0, within(1e-3));
        assertThat(read.get("train/clipped").get("values").get(0).asDouble()).isEqualTo(1);
        // What is not known is left out.
        assertThat(read.get("train/noise-scale").get("steps")).hasSize(299);
        assertThat(read.get("train/tokens-per-second").get("values").get(1).asDouble())
                .isEqualTo(2000);
        assertThat(read.get("dev/accuracy").get("steps").get(0).asInt()).isEqualTo(40);
    }

    @Test
    void moreEntriesGiveMoreBytesBehindThoseThatWereThere() {
        for (LogFormat format : List.of(new TensorBoardEvents(), new JsonLines())) {
            byte[] before = format.content(LogEntry.of(history(9), 1.0), BEGAN);
            byte[] after = format.content(LogEntry.of(history(20), 1.0), BEGAN);
            assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
            assertThat(after.length).isGreaterThan(before.length);
        }
    }

    @Test
    void aLineIsAJsonObjectAndWhatIsNoNumberIsNull() throws Exception {
        TrainingHistory history = new TrainingHistory(
                List.of(new TrainingHistory.Point(10, Double.NaN, 1e-3, Double.POSITIVE_INFINITY, 0, 500, 0.5, 0.1)),
                List.of(new TrainingHistory.Epoch(1, 10, 0.5, 0.75)));
        String[] lines = new String(new JsonLines().content(LogEntry.of(history, 1.0), BEGAN), StandardCharsets.UTF_8)
                .split("\n");
        JsonNode point = new ObjectMapper().readTree(lines[0]);
        assertThat(point.get("loss").isNull()).isTrue();
        assertThat(point.get("clipped").asBoolean()).isTrue();
        assertThat(point.get("tokensPerSecond").asDouble()).isEqualTo(1000);
        assertThat(lines[1])
                .isEqualTo("{\"step\":10,\"seconds\":0.5,\"epoch\":1,\"devLoss\":0.5,\"devAccuracy\":0.75}");
    }

    @Test
    void aRunThatGoesOnWritesNoPointTwiceAndKeepsItsFile() throws Exception {
        Storage storage = Storage.of(Map.of());
        TrainingPlan plan = new TrainingPlan(
                1,
                1,
                new LearningRate(1e-3, new LearningRateSchedule.Constant(0), 1000),
                EarlyStopping.never(),
                1.0,
                10,
                0,
                EngineOptions.DEFAULTS);
        List<LogFormat> formats = List.of(new TensorBoardEvents(), new JsonLines());
        // An attempt that was killed after its ninth point, having begun long ago; its last checkpoint has five.
        for (LogFormat format : formats) {
            storage.writeAtomically(
                    folder.resolve(format.fileName(BEGAN)).toString(),
                    format.content(LogEntry.of(history(9), 1.0), BEGAN));
        }
        TrainingLog log = new TrainingLog(storage, folder.toString(), formats, plan, history(5));
        for (int i = 6; i <= 8; i++) {
            for (int step = 10 * i - 9; step <= 10 * i; step++) {
                log.onStep(step, 1000, history(i).points().get(i - 1));
            }
        }
        log.flush();
        assertThat(storage.list(folder.toString()).stream().map(Storage.Entry::name))
                .containsExactly("events.jsonl", "events.out.tfevents.1700000000.joyul");
        for (LogFormat format : formats) {
            assertThat(storage.read(folder.resolve(format.fileName(BEGAN)).toString()))
                    .isEqualTo(format.content(
                            LogEntry.of(
                                    new TrainingHistory(
                                            history(8).points(), history(5).epochs()),
                                    1.0),
                            BEGAN));
        }
    }
}
