package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Corpora that are larger than memory. */
@Tag("slow")
class LargeCorpusTest {
    private static final Path TOKENIZERS = Path.of("../udfs/src/test/resources/io/joyul/tokenize");

    @TempDir
    private Path folder;

    /** In the smallest heap that Spark starts in (450 MB), of which it keeps 300 for itself. */
    @Test
    @Timeout(3600)
    void tokenizerAndShardsAreMadeOfACorpusLargerThanMemory() throws Exception {
        long lines = writeCorpus(folder.resolve("corpus.txt"), 250_000_000);
        Path file = SmallRun.write(folder).file();
        Path log = folder.resolve("preprocess.log");
        run("460m", log, "preprocess", file.toString(), "--set", "pretrain.text=" + folder.resolve("corpus.txt"));
        String shards = folder.resolve("out/shards/masked").toString();
        assertThat(ShardManifests.load(Storage.of(Map.of()), shards).rows("train"))
                .isEqualTo(lines);
    }

    /** What a thread remembers of words is bounded, however many there are. */
    @ParameterizedTest
    @ValueSource(strings = {"nsmc-wordpiece", "families/gpt2", "families/xlmr"})
    @Timeout(3600)
    void gigabyteWhoseWordsNeverEndNeedsASmallHeap(String name) throws Exception {
        Path corpus = folder.resolve("corpus.txt");
        writeCorpus(corpus, 1_000_000_000);
        Path tokenizer = folder.resolve("tokenizer.json");
        try (InputStream packed =
                new GZIPInputStream(Files.newInputStream(TOKENIZERS.resolve(name + ".tokenizer.json.gz")))) {
            Files.copy(packed, tokenizer);
        }
        run(
                "96m",
                folder.resolve("tokenize.log"),
                "tokenize",
                "--tokenizer=" + tokenizer,
                "--input=" + corpus,
                "--output=/dev/null");
    }

    /** Runs a command in a heap of a size, and fails when it fails. */
    private static void run(String heap, Path log, String... arguments) throws IOException, InterruptedException {
        Process child = SmallRun.start(heap, log, Map.of(), arguments);
        assertThat(child.waitFor(1, TimeUnit.HOURS)).isTrue();
        assertThat(child.exitValue())
                .as(Files.readString(SmallRun.printed(log)))
                .isZero();
    }

    /** Lines of 5 to 40 words out of 100,000 and a number, so that no two are alike. */
    private static long writeCorpus(Path file, long least) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<String> syllables = List.of("가", "나무", "the", "영화", "ing", "보", "한", "re", "스", "ta", "은", "다");
        long lines = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long bytes = 0; bytes < least; lines++) {
                StringBuilder line = new StringBuilder("줄").append(lines);
                for (int words = 5 + random.nextInt(36); words > 0; words--) {
                    line.append(' ');
                    for (int word = random.nextInt(100_000); word > 0; word /= syllables.size()) {
                        line.append(syllables.get(word % syllables.size()));
                    }
                }
                byte[] written = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
                out.write(written);
                bytes += written.length;
            }
        }
        return lines;
    }
}
