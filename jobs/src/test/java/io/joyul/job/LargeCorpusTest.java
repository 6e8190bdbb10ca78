package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A corpus that is larger than what Spark has for rows: with the smallest heap that it starts in (450 MB), of which it
 * keeps 300 for itself.
 */
@Tag("slow")
class LargeCorpusTest {
    private static final long BYTES = 200_000_000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(3600)
    void tokenizerAndShardsAreMadeOfACorpusLargerThanMemory() throws Exception {
        long lines = writeCorpus(folder.resolve("corpus.txt"));
        Path file = SmallRun.write(folder).file();
        Path log = folder.resolve("preprocess.log");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "conf", "jvm.options"),
                        "-Xmx460m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Joyul.class.getName(),
                        "preprocess",
                        file.toString(),
                        "--set",
                        "pretrain.text=" + folder.resolve("corpus.txt"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(child.waitFor(1, TimeUnit.HOURS)).isTrue();
        assertThat(child.exitValue()).as(Files.readString(log)).isZero();
        String shards = folder.resolve("out/shards/masked").toString();
        assertThat(ShardManifests.load(Storage.of(Map.of()), shards).rows("train"))
                .isEqualTo(lines);
    }

    /** Lines of 5 to 40 words out of 100,000, no two alike. */
    private static long writeCorpus(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<String> syllables = List.of("가", "나무", "the", "영화", "ing", "보", "한", "re", "스", "ta", "은", "다");
        long lines = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long bytes = 0; bytes < BYTES; lines++) {
                StringBuilder line = new StringBuilder("줄").append(lines);
                for (int words = 5 + random.nextInt(36); words > 0; words--) {
                    line.append(' ');
                    for (int word = random.nextInt(100_000); word > 0; word /= syllables.size()) {
                        line.append(syllables.get(word % syllables.size()));
                    }
                }
                out.append(line.append('\n'));
                bytes += 2L * line.length();
            }
        }
        return lines;
    }
}
