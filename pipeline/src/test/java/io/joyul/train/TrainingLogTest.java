package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.testing.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    private static final long BEGAN = 1_700_000_000;

    private static final List<LogFormat> FORMATS = List.of(new TensorBoardEvents(), new JsonLines());
    private static final TrainingPlan PLAN = new TrainingPlan(
            1,
            1,
            new LearningRate(1e-3, new LearningRateSchedule.Constant(0), 1000),
            EarlyStopping.never(),
            1.0,
            10,
            0,
            EngineOptions.DEFAULTS);

    private final Storage storage = Storage.of(Map.of());

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
        // An attempt that was killed after its ninth point, having begun long ago; its last checkpoint has five.
        for (LogFormat format : FORMATS) {
            storage.writeAtomically(
                    folder.resolve(format.fileName(BEGAN)).toString(),
                    format.content(LogEntry.of(history(9), 1.0), BEGAN));
        }
        try (TrainingLog log = log(history(5))) {
            train(log, 6, 8);
            log.finish();
        }
        assertThat(storage.list(folder.toString()).stream().map(Storage.Entry::name))
                .containsExactly("events.jsonl", "events.out.tfevents.1700000000.joyul");
        assertHolds(new TrainingHistory(history(8).points(), history(5).epochs()));
    }

    private TrainingLog log(TrainingHistory start) {
        return new TrainingLog(storage, folder.toString(), FORMATS, PLAN, start, () -> {});
    }

    /** Points from one to another, each of ten steps. */
    private static void train(TrainingLog log, int from, int to) {
        for (int i = from; i <= to; i++) {
            for (int step = 10 * i - 9; step <= 10 * i; step++) {
                log.onStep(step, 1000, history(i).points().get(i - 1));
            }
        }
    }

    private void assertHolds(TrainingHistory expected) {
        for (LogFormat format : FORMATS) {
            assertThat(storage.read(folder.resolve(format.fileName(BEGAN)).toString()))
                    .isEqualTo(format.content(LogEntry.of(expected, 1.0), BEGAN));
        }
    }

    private void leave(TrainingHistory history, int bytesLess) {
        for (LogFormat format : FORMATS) {
            byte[] content = format.content(LogEntry.of(history, 1.0), BEGAN);
            storage.writeAtomically(
                    folder.resolve(format.fileName(BEGAN)).toString(),
                    Arrays.copyOf(content, content.length - bytesLess));
        }
    }

    @Test
    void whatAKilledAttemptCouldNotWriteComesFromTheCheckpoint() {
        // It was killed inside its third point, the checkpoint was written with five; and with a point and its epoch of
        // which the file has only the first.
        for (int written : new int[] {3, 4}) {
            leave(history(written), 5);
            try (TrainingLog log = log(history(5))) {
                train(log, 6, 6);
                log.finish();
            }
            assertHolds(new TrainingHistory(history(6).points(), history(5).epochs()));
        }
    }

    @Test
    void olderPointsThatTheCheckpointHasThinnedOutStayInTheFileAsTheyWere() {
        leave(history(9), 0);
        List<TrainingHistory.Point> all = history(7).points();
        // Of the first four one is left.
        TrainingHistory.Point thinned = new TrainingHistory.Point(40, 1, 1e-3, 0, 64, 5000, 2.0, 0.4);
        TrainingHistory start = new TrainingHistory(
                List.of(thinned, all.get(4), all.get(5), all.get(6)), history(7).epochs());
        try (TrainingLog log = log(start)) {
            train(log, 8, 8);
            log.finish();
        }
        assertHolds(new TrainingHistory(history(8).points(), history(7).epochs()));
    }

    @Test
    void aRunThatBeginsAnewKeepsNothingOfAnEarlierOne() {
        leave(history(9), 0);
        try (TrainingLog log = log(TrainingHistory.empty())) {
            train(log, 1, 2);
            log.finish();
        }
        assertHolds(history(2));
    }

    @Test
    void aFileGrowsAndIsNotWrittenAnewUnlessSomebodyElseWroteIntoIt() throws Exception {
        leave(history(9), 0);
        Path file = folder.resolve("events.jsonl");
        try (TrainingLog log = log(history(5))) {
            train(log, 6, 6);
            log.finish();
            Object first = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            train(log, 7, 7);
            log.finish();
            assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                    .isEqualTo(first);
            // An attempt that is over, and wakes up in the middle of a write.
            Files.writeString(file, "{\"step\":90}\n", StandardOpenOption.APPEND);
            train(log, 8, 8);
            log.finish();
        }
        assertHolds(new TrainingHistory(history(8).points(), history(5).epochs()));
    }

    @Test
    void aFailureToWriteIsToldToTheTraining() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (TrainingLog log = new TrainingLog(
                storage, file.resolve("log").toString(), FORMATS, PLAN, TrainingHistory.empty(), () -> {})) {
            train(log, 1, 1);
            assertThatThrownBy(log::finish).isInstanceOf(JoyulException.class).hasMessageContaining(file.toString());
        }
    }

    @Test
    void anAttemptThatIsOverWritesNothing() {
        JoyulException over = new JoyulException(ErrorCode.RANK_FENCED, "over");
        try (TrainingLog log = new TrainingLog(storage, folder.toString(), FORMATS, PLAN, history(5), () -> {
            throw over;
        })) {
            train(log, 6, 6);
            assertThatThrownBy(log::finish).isSameAs(over);
        }
        assertThat(storage.list(folder.toString())).isEmpty();
    }
}
