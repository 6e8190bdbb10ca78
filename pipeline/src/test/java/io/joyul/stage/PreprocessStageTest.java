package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.RunConfig;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.mask.Masked;
import io.joyul.preprocess.CleanRows;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.RowBalance;
import io.joyul.preprocess.SplitResult;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import io.joyul.tokenize.RawTextTokenizer;
import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreprocessStageTest extends Preprocessing {
    @BeforeEach
    void write() throws IOException {
        Reviews.write(folder);
    }

    private PreprocessResult run(String... settings) {
        return run(RunFiles.tiny(folder, settings));
    }

    private List<String> sums() {
        return Stream.of(workspace().maskedShards(), workspace().labelledShards())
                .flatMap(shards -> sums(shards).stream())
                .toList();
    }

    @Test
    void rowsBecomeATokenizerAndMaskedAndLabelledShards() throws IOException {
        Reviews.tsv(folder.resolve("test.tsv"), Reviews.rows(2000, 6));
        PreprocessResult result = run(
                "input.test=" + folder.resolve("test.tsv"), "input.labels=['1', '0']", "input.label-names=[좋음, 나쁨]");

        assertThat(result.splits()).containsOnlyKeys("train", "dev", "test");
        assertThat(result.splits().get("train"))
                .returns(40L, SplitResult::rowsRead)
                .returns(40L, SplitResult::rowsKept)
                .returns(Map.of(), SplitResult::dropped)
                .returns(Map.of(), SplitResult::quarantined);
        assertThat(result.labels()).containsExactly("1", "0");
        assertThat(result.labelNames()).containsExactly("좋음", "나쁨");
        byte[] tokenizerJson = storage.read(workspace().tokenizer());
        assertThat(result.tokenizerSha256()).isEqualTo(Sha256.of(tokenizerJson));
        Tokenizer tokenizer = Tokenizer.fromJson(new String(tokenizerJson, StandardCharsets.UTF_8));
        assertThat(result.vocabularySize()).isEqualTo(tokenizer.vocabularySize());

        ShardManifest labelled = ShardManifests.load(storage, workspace().labelledShards());
        assertThat(labelled.labelNames()).containsExactly("좋음", "나쁨");
        assertThat(labelled.tokenizerSha256()).isEqualTo(result.tokenizerSha256());
        assertThat(labelled.files()).extracting(ShardFile::split).containsExactly("train", "dev", "test");
        assertThat(examples(workspace().labelledShards(), "train")).hasSize(40).allSatisfy(example -> {
            Example.Labelled row = (Example.Labelled) example;
            assertThat(row.label()).isEqualTo(row.id() % 2 == 0 ? 0 : 1);
            assertThat(row.text()).isNull();
        });
        assertThat(examples(workspace().labelledShards(), "dev")).hasSize(10).allSatisfy(example -> {
            Example.Labelled row = (Example.Labelled) example;
            assertThat(row.text()).contains(row.id() + "!");
            assertThat(row.inputIds()).isEqualTo(tokenizer.encode(String.valueOf(row.text()), 16));
        });
        assertThat(ShardManifests.load(storage, workspace().maskedShards()).files())
                .extracting(ShardFile::split)
                .containsExactly("train", "dev");
        assertThat(examples(workspace().maskedShards(), "train")).hasSize(40).allSatisfy(example -> {
            Example.Masked row = (Example.Masked) example;
            assertThat(row.labels()).hasSameSizeAs(row.inputIds());
            assertThat(Arrays.stream(row.labels()).filter(label -> label != Masked.IGNORED))
                    .isNotEmpty();
        });
    }

    @Test
    void whatIsMaskedAsItIsReadIsUnmaskedInTheShards() {
        run("preprocess.masking.when=dynamic", "preprocess.masking.kind=whole-word");

        Tokenizer tokenizer =
                Tokenizer.fromJson(new String(storage.read(workspace().tokenizer()), StandardCharsets.UTF_8));
        assertThat(ShardManifests.load(storage, workspace().maskedShards()).kind())
                .isEqualTo(ShardManifest.Kind.MASKABLE);
        assertThat(examples(workspace().maskedShards(), "train")).hasSize(40).allSatisfy(example -> {
            Example.Maskable row = (Example.Maskable) example;
            assertThat(row.inputIds()).doesNotContain(tokenizer.specialTokens().mask());
            assertThat(row.groups()[0]).isEqualTo(-1);
            assertThat(row.groups()[1]).isZero();
            // Some word has more than one token.
            assertThat(row.groups()[row.groups().length - 2]).isLessThan(row.groups().length - 2);
        });
    }

    @Test
    void everyFormatGivesTheSameShards() throws IOException {
        run();
        List<String> expected = sums();
        List<String> train = Reviews.rows(0, 40);
        List<String> dev = Reviews.rows(1000, 10);

        for (String name : List.of("tsv", "csv", "json-lines")) {
            Reviews.lines(folder.resolve("train." + name + ".gz"), inFormat(name, train));
            Reviews.lines(folder.resolve("dev." + name), inFormat(name, dev));
            run(
                    "input.format=" + name,
                    "input.train=" + folder.resolve("train." + name + ".gz"),
                    "input.dev=" + folder.resolve("dev." + name));
            assertThat(sums()).as(name).isEqualTo(expected);
        }
        for (String split : List.of("train", "dev")) {
            spark.read()
                    .option("header", true)
                    .option("sep", "\t")
                    .option("inferSchema", true)
                    .csv(folder.resolve(split + ".tsv").toString())
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.resolve(split + ".parquet").toString());
        }
        run(
                "input.format=parquet",
                "input.train=" + folder.resolve("train.parquet"),
                "input.dev=" + folder.resolve("dev.parquet"));
        assertThat(sums()).as("parquet").isEqualTo(expected);
    }

    private static List<String> inFormat(String format, List<String> rows) {
        List<String> lines = new ArrayList<>();
        for (String row : rows) {
            String[] values = row.split("\t", -1);
            lines.add(
                    switch (format) {
                        case "csv" -> values[2] + ",\"" + values[1].replace(" ", "\n") + "\"," + values[0];
                        case "json-lines" ->
                            "{\"label\": \"" + values[2] + "\", \"document\": \"" + values[1] + "\", \"id\": "
                                    + values[0] + "}";
                        default -> row;
                    });
        }
        return switch (format) {
            case "csv" -> Reviews.with("\uFEFFlabel,document,\"id\"", lines);
            case "json-lines" -> lines;
            default -> Reviews.with(Reviews.HEADER + "\r", lines);
        };
    }

    @Test
    void shardsDoNotDependOnThePartitioning() throws IOException {
        List<List<String>> found = new ArrayList<>();
        List<String> rows = Reviews.rows(0, 300);
        String shufflePartitions = spark.conf().get("spark.sql.shuffle.partitions");
        for (int partitions : new int[] {1, 2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            Path parts = Files.createDirectory(folder.resolve("parts-" + partitions));
            for (int part = 0; part < partitions; part++) {
                int size = rows.size() / partitions;
                List<String> own = rows.subList(part * size, part == partitions - 1 ? rows.size() : (part + 1) * size);
                Reviews.tsv(parts.resolve("part-" + part + ".tsv"), own);
            }
            spark.conf().set("spark.sql.shuffle.partitions", partitions);
            run("input.train=" + parts + "/*.tsv", "preprocess.shard-bytes=4096");
            found.add(sums());
        }
        spark.conf().set("spark.sql.shuffle.partitions", shufflePartitions);
        assertThat(found.get(0)).hasSizeGreaterThan(5).isEqualTo(found.get(1)).isEqualTo(found.get(2));
    }

    @Test
    void anotherSeedMasksAndOrdersOtherwise() {
        run("seed=1");
        List<String> one = sums();
        run("seed=2");
        assertThat(sums()).doesNotContainAnyElementsOf(one);
    }

    @Test
    void everyRowIsKeptDroppedOrQuarantinedAndCounted() throws IOException {
        List<String> train = Reviews.rows(0, 40);
        train.add("7000\t" + train.get(0).split("\t", -1)[1] + "\t1");
        train.add("7001\t  \u0007 \t1");
        train.add("7002\t" + Reviews.rows(1000, 1).get(0).split("\t", -1)[1].replace(" ", "  ") + "\t1");
        train.add("7003\t라벨 없음\t");
        train.add("7004\t열이 \t많음\t1");
        train.add("모자람");
        Reviews.tsv(folder.resolve("train.tsv"), train);
        PreprocessResult result = run("preprocess.max-bad-rows=0.2");

        SplitResult counts = Objects.requireNonNull(result.splits().get("train"));
        assertThat(counts.rowsRead()).isEqualTo(46);
        assertThat(counts.rowsKept()).isEqualTo(40);
        assertThat(counts.dropped()).isEqualTo(Map.of("duplicate", 1L, "empty", 1L, "leaks-into-dev", 1L));
        assertThat(counts.quarantined()).isEqualTo(Map.of("label-missing", 1L, "column-count", 2L));
        assertThat(ShardManifests.load(storage, workspace().labelledShards()).rows("train"))
                .isEqualTo(40);
        assertThat(storage.glob(workspace().quarantine()).stream()
                        .flatMap(file -> text(file.path()).lines()))
                .containsExactlyInAnyOrder(
                        "{\"split\":\"train\",\"reason\":\"label-missing\",\"row\":\"7003\\t라벨 없음\\t\"}",
                        "{\"split\":\"train\",\"reason\":\"column-count\",\"row\":\"7004\\t열이 \\t많음\\t1\"}",
                        "{\"split\":\"train\",\"reason\":\"column-count\",\"row\":\"모자람\"}");
    }

    private String text(String path) {
        return new String(storage.read(path), StandardCharsets.UTF_8);
    }

    @Test
    void pretrainTextTakesThePlaceOfTheTrainingRows() throws IOException {
        Reviews.lines(
                folder.resolve("lines.txt.gz"),
                List.of(
                        "첫째 줄",
                        "둘째 줄",
                        "둘째  줄",
                        "",
                        Reviews.rows(1000, 1).get(0).split("\t", -1)[1]));
        PreprocessResult result = run("pretrain.text=" + folder.resolve("lines.txt.gz"));
        assertThat(result.splits().get("pretrain-text"))
                .returns(2L, SplitResult::rowsKept)
                .returns(Map.of("duplicate", 1L, "empty", 1L, "leaks-into-dev", 1L), SplitResult::dropped);
        assertThat(examples(workspace().maskedShards(), "train")).hasSize(2);
        assertThat(examples(workspace().maskedShards(), "dev")).hasSize(10);
        assertThat(examples(workspace().labelledShards(), "train")).hasSize(40);
    }

    @Test
    void givenTokenizerIsCopiedAndLongTextsAreCutAndCounted() throws IOException {
        run();
        Path given = folder.resolve("given.json");
        Files.copy(Path.of(workspace().tokenizer()), given);
        PreprocessResult result = run("preprocess.tokenizer.path=" + given, "preprocess.max-length=4");
        assertThat(result.tokenizerSha256()).isEqualTo(Sha256.of(Files.readAllBytes(given)));
        assertThat(Path.of(workspace().tokenizer())).hasSameBinaryContentAs(given);
        assertThat(result.splits().get("dev"))
                .returns(10L, SplitResult::truncated)
                .returns(40L, SplitResult::tokens)
                .returns(4.0, SplitResult::meanLength);
    }

    @Test
    void exportedTokenizerIsTheRunsOwnAgain() throws IOException {
        run();
        String own = Files.readString(Path.of(workspace().tokenizer()));
        RawTextTokenizer exported = RawTextTokenizer.of(
                own, CleanRows.normaliser(RunFiles.tiny(folder).preprocess().normalise()));
        assertThat(exported.json()).isNotEqualTo(own);
        Path given = Files.writeString(folder.resolve("exported.json"), exported.json());
        run("preprocess.tokenizer.path=" + given);
        assertThat(Files.readString(Path.of(workspace().tokenizer()))).isEqualTo(own);
    }

    @Test
    void leftoversOfAnEarlierRunAreSweptAway() throws IOException {
        run();
        Path leftover = Path.of(workspace().labelledShards(), "train-00000-dead-1.arrow");
        Files.writeString(leftover, "half");
        run();
        assertThat(leftover).doesNotExist();
        ShardManifest manifest = ShardManifests.load(storage, workspace().labelledShards());
        assertThat(storage.list(workspace().labelledShards()))
                .extracting(Storage.Entry::name)
                .hasSize(manifest.files().size() + 1);
    }

    @Test
    void idsThatAreNoNumbersGiveWayToAHashOfTheText() throws IOException {
        Reviews.tsv(folder.resolve("dev.tsv"), List.of("kim-1\t재미 있다\t1", "\t재미 없다\t0"));
        run();
        List<Long> ids = examples(workspace().labelledShards(), "dev").stream()
                .map(Example::id)
                .toList();
        run();
        assertThat(examples(workspace().labelledShards(), "dev"))
                .extracting(Example::id)
                .doesNotHaveDuplicates()
                .isEqualTo(ids);
    }

    @Test
    void withoutPretrainingNoMaskedShardsAreMade() {
        RunConfig config = RunFiles.tiny(folder);
        RunConfig without = new RunConfig(
                config.name(),
                config.output(),
                config.seed(),
                config.input(),
                config.preprocess(),
                config.model(),
                config.training(),
                Optional.empty(),
                config.train(),
                config.evaluate(),
                config.tracking(),
                config.spark(),
                config.publish(),
                config.parameters());
        run(without);
        assertThat(storage.exists(workspace().maskedShards())).isFalse();
        assertThat(examples(workspace().labelledShards(), "train")).hasSize(40);
    }

    @Test
    void resultSurvivesItsFile() {
        PreprocessResult result = run();
        SealedJson format = new SealedJson("joyul-test", 1);
        assertThat(format.open("result.json", format.seal(result), PreprocessResult.class))
                .isEqualTo(result);
    }

    @Test
    void rulesTakeRowsOutOfTheTrainingSplitAndTheBooksBalance() throws IOException {
        List<String> train = Reviews.rows(0, 40);
        train.add("8000\tㅋ\t1");
        train.add("8001\tnothing but English here\t1");
        train.add("8002\tprint {좋은 영화}\t1");
        train.add("8003\t배우들의 연기가 좋았고 음악도 좋았던 오랜만에 본 영화\t1");
        train.add("8004\t배우들의 연기가 좋았고 음악도 좋았던, 오랜만에 본 영화!!\t1");
        train.add("8005\t" + Reviews.rows(1000, 1).get(0).split("\t", -1)[1] + "?!\t1");
        Reviews.tsv(folder.resolve("train.tsv"), train);
        List<String> dev = Reviews.rows(1000, 10);
        dev.add("9000\tㅋ\t1");
        Reviews.tsv(folder.resolve("dev.tsv"), dev);
        PreprocessResult result = run(
                "preprocess.cleaning.near-duplicates=true",
                "preprocess.near.similarity=0.9",
                "preprocess.cleaning.length.min-characters=3",
                "preprocess.cleaning.language={scripts: [hangul], min-share: 0.2}",
                "preprocess.cleaning.c4.curly-bracket=true");
        SplitResult counts = Objects.requireNonNull(result.splits().get("train"));
        assertThat(counts.dropped())
                .containsEntry("min-characters", 1L)
                .containsEntry("language", 1L)
                .containsEntry("c4-curly-bracket", 1L)
                .containsEntry("near-duplicate", 1L)
                .containsEntry("leaks-into-dev", 1L);
        assertThat(Objects.requireNonNull(result.splits().get("dev")).rowsKept())
                .isEqualTo(11);
        assertThat(counts.balances())
                .extracting(RowBalance::stage)
                .containsExactly("read", "clean", "tokenise", "write masked shards", "write labelled shards");
        assertThat(result.samples())
                .extracting(sample -> sample.rule() + " " + sample.id() + " " + sample.likeId())
                .contains("min-characters 8000 null", "near-duplicate 8004 8003", "leaks-into-dev 8005 1000");
        assertThat(text(workspace().dropped() + "/samples.jsonl").lines())
                .hasSameSizeAs(result.samples())
                .anyMatch(line -> line.startsWith("{\"split\":\"train\",\"rule\":\"near-duplicate\",\"id\":8004,"));
    }

    @Test
    void leaksAreKeptAndReportedOrRefusedWhereTheRunFileSaysSo() throws IOException {
        List<String> train = Reviews.rows(0, 40);
        train.add("8000\t" + Reviews.rows(1000, 1).get(0).split("\t", -1)[1] + "\t1");
        Reviews.tsv(folder.resolve("train.tsv"), train);
        SplitResult reported =
                Objects.requireNonNull(run("preprocess.leaks=report").splits().get("train"));
        assertThat(reported.rowsKept()).isEqualTo(41);
        assertThat(reported.reported()).isEqualTo(Map.of("leaks-into-dev", 1L));
        assertThatThrownBy(() -> run("preprocess.leaks=refuse"))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEAK_FOUND))
                .hasMessageContaining("train: leaks-into-dev 1");
    }
}
