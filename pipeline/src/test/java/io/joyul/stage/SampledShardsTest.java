package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.preprocess.ExampleShare;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.RowBalance;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes that are balanced and sources that are mixed, from raw rows to shards. */
class SampledShardsTest extends Preprocessing {
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
        return run(RunFiles.tiny(folder, settings));
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

    /** Ninety rows of one source and thirty of the other, of which ten stand in the first too. */
    private String labelledSources() throws IOException {
        List<String> rows = Reviews.rows(3000, 110);
        Reviews.tsv(folder.resolve("large.tsv"), rows.subList(0, 90));
        Reviews.tsv(folder.resolve("small.tsv"), rows.subList(80, 110));
        return "input.sources=[{path: " + folder.resolve("large.tsv") + "}, {path: " + folder.resolve("small.tsv")
                + ", weight: 4.5}]";
    }

    private PreprocessResult mixed(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        return run(RunFiles.withoutTrain(folder, all));
    }

    private static RowBalance books(PreprocessResult result, String stage) {
        return Objects.requireNonNull(result.splits().get("train")).balances().stream()
                .filter(balance -> balance.stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void labelledSourcesAreMixedByWeightAndTheirBooksClose() throws IOException {
        String sources = labelledSources();
        PreprocessResult result = mixed(sources);
        // 90 × 1 to 20 × 4.5 is one to one.
        List<ExampleShare> shares = result.shares().stream()
                .filter(share -> share.kind().equals(ExampleShare.TRAINING_SOURCE))
                .toList();
        assertThat(shares).extracting(ExampleShare::rows).containsExactly(90L, 20L);
        assertThat(shares.get(1).share()).isCloseTo(0.5, within(0.1));
        assertThat(shares.get(1).name()).endsWith("small.tsv");
        long examples = shares.get(0).examples() + shares.get(1).examples();
        assertThat(result.classExamples().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(examples);
        ShardManifest labelled = ShardManifests.load(storage, workspace().labelledShards());
        assertThat(labelled.rows("train")).isEqualTo(examples);
        assertThat(labelled.rows("dev")).isEqualTo(10);
        RowBalance sample = books(result, "sample");
        assertThat(sample)
                .returns(110L, RowBalance::rowsIn)
                .returns(examples, RowBalance::rowsOut)
                .returns(examples + sample.dropped(), balance -> balance.rowsIn() + balance.made());
        assertThat(sample.made()).isPositive();
        assertThat(sample.dropped()).isPositive();
        assertThat(books(result, "write labelled shards").rowsIn()).isEqualTo(examples);
        assertThat(Objects.requireNonNull(result.splits().get("train")).dropped())
                .isEqualTo(Map.of("duplicate", 10L));

        List<String> sums = sums(workspace().labelledShards());
        String partitions = spark.conf().get("spark.sql.shuffle.partitions");
        spark.conf().set("spark.sql.shuffle.partitions", 5);
        mixed(sources);
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        assertThat(sums(workspace().labelledShards())).isEqualTo(sums);
    }

    @Test
    void theTemperatureEvensLabelledSourcesOut() throws IOException {
        String sources = labelledSources().replace("4.5", "1");
        List<ExampleShare> even = mixed(sources, "input.temperature=1000").shares().stream()
                .filter(share -> share.kind().equals(ExampleShare.TRAINING_SOURCE))
                .toList();
        assertThat(even.get(1).share()).isCloseTo(0.5, within(0.1));
        PreprocessResult plain = mixed(sources);
        assertThat(Objects.requireNonNull(plain.splits().get("train")).balances())
                .extracting(RowBalance::stage)
                .doesNotContain("sample");
    }

    @Test
    void classesOfPairsAreBalancedToo() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            rows.add(i + "\t글 " + i + "\t답 " + i + "\t" + (i % 8 == 0 ? "같음" : "다름"));
        }
        String header = "id\tdocument\tother\tlabel";
        Reviews.lines(folder.resolve("train.tsv"), Reviews.with(header, rows));
        Reviews.lines(folder.resolve("dev.tsv"), Reviews.with(header, List.of("900\t가\t나\t같음", "901\t다\t라\t다름")));
        PreprocessResult over = run(RunFiles.withoutPretraining(
                folder, "input.task=pairs", "input.pair-column=other", "preprocess.sampling=over"));
        assertThat(over.classExamples()).containsExactly(70L, 70L);
        assertThat(books(over, "sample"))
                .returns(80L, RowBalance::rowsIn)
                .returns(60L, RowBalance::made)
                .returns(140L, RowBalance::rowsOut);
        assertThat(ShardManifests.load(storage, workspace().labelledShards()).rows("train"))
                .isEqualTo(140);
    }

    @Test
    void contradictionsInAMixtureAreRefused() {
        List<String> two = List.of("input.sources=[{path: a}, {path: b, weight: 2}]");
        assertThatThrownBy(() -> RunFiles.tiny(folder, two.get(0)))
                .hasMessageContaining("input.train: has no meaning beside input.sources");
        assertThatThrownBy(() -> RunFiles.withoutTrain(folder, List.of()))
                .hasMessageContaining(
                        "input.train: is missing and has no default; several sources go into input.sources");
        assertThatThrownBy(() -> RunFiles.withoutTrain(folder, List.of(two.get(0), "preprocess.sampling=over")))
                .hasMessageContaining(
                        "preprocess.sampling: cannot hold beside the weights and temperature of input.sources");
        assertThatThrownBy(() -> RunFiles.withoutTrain(folder, List.of("input.sources=[{path: a}, {path: a}]")))
                .hasMessageContaining("input.sources[1].path: is named twice: a");
        assertThatThrownBy(() -> RunFiles.withoutTrain(
                        folder, List.of("input.sources=[{path: a}, {path: " + folder.resolve("dev.tsv") + "}]")))
                .hasMessageContaining("input.dev: is one of input.sources");
        assertThatThrownBy(() -> RunFiles.tiny(folder, "input.temperature=2"))
                .hasMessageContaining("input.temperature: mixes several input.sources, but there are none");
        assertThatThrownBy(() -> RunFiles.withoutPretraining(folder, "input.task=tags", "preprocess.sampling=over"))
                .hasMessageContaining(
                        "preprocess.sampling: balances classes, of which a row of input.task: tags has none");
        assertThatThrownBy(() -> mixed("input.sources=[{path: " + folder.resolve("train.tsv") + "}, {path: none}]"))
                .hasMessageContaining("input.sources[1].path names no file");
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
