package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class GenerationTest {
    private static final int ZOMBIES = 3;

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    @Test
    void eachAttemptCountsOnAndShutsTheEarlierOnesOut() {
        Generation first = Generation.begin(storage, folder.toString());
        first.requireCurrent(storage, folder.toString());
        Generation second = Generation.begin(storage, folder.toString());
        assertThat(second.number()).isEqualTo(first.number() + 1);
        second.requireCurrent(storage, folder.toString());
        assertThatThrownBy(() -> first.requireCurrent(storage, folder.toString()))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_FENCED))
                .hasMessageContaining("attempt 1 is over, attempt 2 trains now");
    }

    @Test
    void aNewCountOverAnEmptiedFolderStillShutsTheOldOneOut() {
        Generation old = Generation.begin(storage, folder.toString());
        storage.delete(folder.toString());
        Generation.begin(storage, folder.toString());
        assertThatThrownBy(() -> old.requireCurrent(storage, folder.toString())).hasMessageContaining("is over");
    }

    /** A process of its own that writes one checkpoint after the other, stopped anywhere and woken after its successor began. */
    @Test
    @Timeout(300)
    void aZombieOfAnEarlierAttemptCannotWrite() throws Exception {
        long seed = Long.getLong("joyul.test.seed", System.nanoTime());
        System.out.println("seed " + seed + "; the same moments again: -Dtest.args=-Djoyul.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ZOMBIES; round++) {
            Path checkpoints = folder.resolve("round-" + round);
            Process zombie = start(checkpoints);
            while (newest(checkpoints).isEmpty()) {
                assertThat(zombie.isAlive()).as("it has not ended yet").isTrue();
                Thread.sleep(5);
            }
            Thread.sleep(random.nextLong(100));
            signal(zombie, "STOP");

            Generation next = Generation.begin(storage, checkpoints.toString());
            Map<String, String> before = contents(checkpoints);
            signal(zombie, "CONT");
            assertThat(zombie.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(zombie.exitValue()).as("it was told that it is over").isEqualTo(CheckpointLoop.FENCED);
            assertThat(contents(checkpoints))
                    .as("nothing but the new attempt's may change")
                    .isEqualTo(before);
            next.requireCurrent(storage, checkpoints.toString());
            assertThat(new CheckpointReader(storage)
                            .newest(checkpoints.toString(), CheckpointLoop.FINGERPRINT)
                            .notes())
                    .isEmpty();
        }
    }

    private static Process start(Path checkpoints) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheckpointLoop.class.getName(),
                        checkpoints.toString())
                .redirectErrorStream(true)
                .redirectOutput(checkpoints
                        .resolveSibling(checkpoints.getFileName() + ".log")
                        .toFile())
                .start();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String newest(Path checkpoints) {
        return storage.list(checkpoints.toString()).stream()
                .map(Storage.Entry::name)
                .filter(CheckpointReader::isCheckpointName)
                .reduce("", (earlier, later) -> later);
    }

    /** All files but those that lie in an attempt's own folder, which are no checkpoints. */
    private static Map<String, String> contents(Path checkpoints) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(checkpoints)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = checkpoints.relativize(file).toString();
                if (!name.startsWith(".generation-")) {
                    sums.put(name, Sha256.of(Files.readAllBytes(file)));
                }
            }
        }
        return sums;
    }
}
