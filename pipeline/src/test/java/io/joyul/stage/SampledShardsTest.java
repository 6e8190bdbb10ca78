package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.config.RunConfig;
import io.joyul.preprocess.ExampleShare;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that are balanced and sources that are mixed, from raw rows to shards. */
class SampledShardsTest {
    private static SparkSession spark;

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Three hundred rows of one class and sixty of the other. */
    @BeforeEach
    void write() throws IOException {
        Reviews.write(folder);
        List<String> rows = new ArrayList<>(
                Reviews.rows(0, 600).stream().filter(row -> row.endsWith("\t1")).toList());
        rows.addAll(Reviews.rows(2000, 120).stream()
                .filter(row -> row.endsWith("\t0"))
                .toList());
        Reviews.tsv(folder.resolve("train.tsv"), rows);
    }

    private PreprocessResult run(String... settings) {
        RunConfig config = RunFiles.tiny(folder, settings);
        return PreprocessStage.run(spark, config, workspace(), Progress.silent());
    }

    private Workspace workspace() {
        return new Workspace(folder.resolve("out").toString());
    }

    private List<String> sums(String shards) {
        return ShardManifests.load(storage, shards).files().stream()
                .map(ShardFile::sha256)
                .toList();
    }

    @Test
    void rareClassesAreRepeatedAndLargeOnesThinned() {
        assertThat(run().shares())
                .containsExactly(
                        new ExampleShare("class", "0", 60, 60, 60 / 360.0),
                        new ExampleShare("class", "1", 300, 300, 300 / 360.0));

        PreprocessResult over = run("preprocess.sampling=over");
        assertThat(over.classExamples()).containsExactly(300L, 300L);
        ShardManifest labelled = ShardManifests.load(storage, workspace().labelledShards());
        assertThat(labelled.rows("train")).isEqualTo(600);
        assertThat(labelled.rows("dev")).isEqualTo(10);
        assertThat(ShardManifests.load(storage, workspace().maskedShards()).rows("train"))
                .as("text is pretrained on once")
                .isEqualTo(360);
        List<String> sums = sums(workspace().labelledShards());
        String partitions = spark.conf().get("spark.sql.shuffle.partitions");
        spark.conf().set("spark.sql.shuffle.partitions", 7);
        run("preprocess.sampling=over");
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        assertThat(sums(workspace().labelledShards())).isEqualTo(sums);

        PreprocessResult under = run("preprocess.sampling=under");
        assertThat(under.classExamples().get(0)).isEqualTo(60);
        assertThat((double) under.classExamples().get(1)).isCloseTo(60, within(25.0));
        assertThat(ShardManifests.load(storage, workspace().labelledShards()).rows("train"))
                .isEqualTo(under.classExamples().get(0) + under.classExamples().get(1));
    }

    @Test
    void sourcesAreMixedByWeightAndTheSharesAreTold() throws IOException {
        Reviews.lines(
                folder.resolve("large.txt"),
                IntStream.range(0, 900).mapToObj(i -> "큰 글 " + i).toList());
        Reviews.lines(
                folder.resolve("small.txt.gz"),
                IntStream.range(0, 100).mapToObj(i -> "작은 글 " + i).toList());
        String sources = "pretrain.sources=[{path: " + folder.resolve("large.txt") + "}, {path: "
                + folder.resolve("small.txt.gz") + ", weight: 3}]";
        List<ExampleShare> shares = run(sources).shares().stream()
                .filter(share -> share.kind().equals(ExampleShare.SOURCE))
                .toList();
        assertThat(shares).extracting(ExampleShare::rows).containsExactly(900L, 100L);
        assertThat(shares.get(1).share()).isCloseTo(0.25, within(0.02));
        assertThat(shares.get(1).name()).endsWith("small.txt.gz");
        assertThat(ShardManifests.load(storage, workspace().maskedShards()).rows("train"))
                .isEqualTo(shares.get(0).examples() + shares.get(1).examples());
        List<String> sums = sums(workspace().maskedShards());
        run(sources);
        assertThat(sums(workspace().maskedShards())).isEqualTo(sums);
    }

    @Test
    void mistakesInASourceAreNamed() {
        assertThatThrownBy(() -> RunFiles.tiny(folder, "pretrain.sources=[{pth: a, weight: 0}]"))
                .hasMessageContaining("pretrain.sources[0].pth: unknown key")
                .hasMessageContaining("pretrain.sources[0].path: is missing")
                .hasMessageContaining("pretrain.sources[0].weight: must be");
        assertThatThrownBy(() -> RunFiles.tiny(folder, "pretrain.sources=[{path: a}]", "pretrain.text=b"))
                .hasMessageContaining("pretrain.text: has no meaning beside pretrain.sources");
    }
}
