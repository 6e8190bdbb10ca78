package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.mask.Corruption;
import io.joyul.mask.TokenMasking;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.Sampling;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.TokenizedRow;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Storage;
import io.joyul.tokenize.SpecialTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of single attempts, each row is in the shards once. */
@Timeout(300)
class ShardAttemptsTest {
    private static final int ROWS = 500;
    private static final int FILES = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"midway", "end"})
    void aFailedAttemptLeavesNoSecondCopyAndNoHole(String fault) throws IOException {
        try (SparkSession spark = session("local[2,4]").getOrCreate()) {
            assertWhole(write(spark, Map.of("unreliable", fault)));
        }
    }

    @Test
    void aStageThatIsRunAgainLeavesNoSecondCopy() throws IOException {
        try (SparkSession spark = session("local[2,4]").getOrCreate()) {
            List<String> first = sums(write(spark, Map.of()));
            // As if the first had been stopped before it committed; its files are still there.
            Storage.of(Map.of()).delete(folder.resolve("manifest.json").toString());
            ShardManifest second = write(spark, Map.of());
            assertWhole(second);
            assertThat(sums(second)).isEqualTo(first);
        }
    }

    @Test
    void aSpeculativeAttemptLeavesNoSecondCopyAndNoHole(@TempDir Path logs) throws Exception {
        try (TwoHosts hosts = TwoHosts.start(logs);
                SparkSession spark = hosts.session()
                        .config("spark.speculation", "true")
                        .config("spark.speculation.interval", "100ms")
                        .config("spark.speculation.quantile", "0.5")
                        .config("spark.speculation.minTaskRuntime", "500ms")
                        .getOrCreate()) {
            long began = System.nanoTime();
            assertWhole(write(spark, Map.of("unreliable", "slow")));
            assertThat((System.nanoTime() - began) / 1e9)
                    .as("seconds: the slow attempt was not waited for")
                    .isLessThan(UnreliableFileSystem.SLOW_SECONDS);
        }
    }

    private static SparkSession.Builder session(String master) {
        return SparkSession.builder()
                .appName("shard-attempts")
                .master(master)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.ui.enabled", "false");
    }

    private ShardManifest write(SparkSession spark, Map<String, String> faults) {
        Map<String, String> properties = new java.util.HashMap<>(faults);
        properties.put("fs.file.impl", UnreliableFileSystem.class.getName());
        properties.put("fs.file.impl.disable.cache", "true");
        ShardSet set = new ShardSet(Kind.MASKED, folder.toString(), Split.TRAIN, "train", FILES, 0);
        ExampleBuilder examples = new ExampleBuilder(
                new TokenMasking(0.15, new Corruption(0.8, 0.1)),
                new SpecialTokens(0, 1, 2, 3, 4),
                100,
                new Sampling(Map.of(), 0),
                1);
        List<TokenizedRow> rows = IntStream.range(0, ROWS)
                .mapToObj(id -> new TokenizedRow(
                        Split.TRAIN, id, new int[] {2, 10 + id % 90, 3}, new int[0], -1, 0, null, Draws.of(1, id), 0))
                .toList();
        List<ShardFile> files = Objects.requireNonNull(new ShardSetWriter<>(
                        "w" + System.nanoTime(), List.of(set), examples, properties)
                .write(JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, 3))
                .get(set));
        ShardManifest manifest = new ShardManifest(
                ShardManifests.VERSION,
                "run",
                Kind.MASKED,
                "0".repeat(64),
                1,
                8,
                ShardWriter.BLOCK_ROWS,
                List.of(),
                files);
        ShardManifests.commit(Storage.of(Map.of()), folder.toString(), manifest);
        return manifest;
    }

    private static List<String> sums(ShardManifest manifest) {
        return manifest.files().stream().map(ShardFile::sha256).toList();
    }

    private void assertWhole(ShardManifest manifest) {
        ShardReader reader = new ShardReader(Storage.of(Map.of()), folder.toString(), manifest);
        List<Long> ids = new ArrayList<>();
        for (ShardFile file : manifest.files()) {
            ShardRows rows = reader.read(file);
            IntStream.range(0, rows.size()).mapToObj(rows::id).forEach(ids::add);
        }
        assertThat(manifest.files()).hasSize(FILES);
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, ROWS).boxed().toList());
        List<String> names =
                new ArrayList<>(manifest.files().stream().map(ShardFile::name).toList());
        names.add(ShardManifests.NAME);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrderElementsOf(names);
    }
}
