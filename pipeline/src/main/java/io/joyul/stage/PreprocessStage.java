package io.joyul.stage;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.RunConfig;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.CleanRows;
import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.ExampleShare;
import io.joyul.preprocess.MaskingStrategies;
import io.joyul.preprocess.PlacedRow;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.RowBalance;
import io.joyul.preprocess.SampledRows;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.SplitResult;
import io.joyul.preprocess.TokenizedRows;
import io.joyul.preprocess.TrainedTokenizer;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Storage;
import io.joyul.tokenize.RawTextTokenizer;
import io.joyul.tokenize.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** From the raw rows of a run file to its tokenizer and shards. */
public final class PreprocessStage {
    private final SparkSession spark;
    private final RunConfig config;
    private final Workspace workspace;
    private final Progress progress;
    private final Map<String, String> hadoopProperties;
    private final Storage storage;

    private PreprocessStage(SparkSession spark, RunConfig config, Workspace workspace, Progress progress) {
        this.spark = spark;
        this.config = config;
        this.workspace = workspace;
        this.progress = progress;
        this.hadoopProperties = Storage.properties(spark.sparkContext().hadoopConfiguration());
        this.storage = Storage.of(hadoopProperties);
    }

    /**
     * Reads, cleans and tokenises the rows, and commits the shards under the workspace. Earlier shards are removed before
     * the first new file is written, so that what a killed run leaves is never taken for whole.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code INPUT_UNREADABLE}, {@code COLUMN_MISSING}, {@code
     *     COLUMN_AMBIGUOUS}, {@code TOO_MANY_BAD_ROWS}, {@code SPLIT_EMPTY}, {@code LEAK_FOUND}, {@code
     *     LABEL_UNKNOWN}, {@code TOKENIZER_UNSUPPORTED}, {@code STORAGE_FULL} or {@code STORAGE_FAILED}
     */
    public static PreprocessResult run(SparkSession spark, RunConfig config, Workspace workspace, Progress progress) {
        try {
            return new PreprocessStage(spark, config, workspace, progress).run();
        } catch (Exception e) {
            throw explain(e);
        }
    }

    private static JoyulException explain(Exception e) {
        JoyulException named = JoyulException.findIn(e);
        if (named != null) {
            return named;
        }
        String message = String.valueOf(e.getMessage());
        ErrorCode code = message.contains("No space left") ? ErrorCode.STORAGE_FULL : ErrorCode.INTERNAL;
        return new JoyulException(
                code, "preprocess: " + message.lines().findFirst().orElse(""), e);
    }

    private PreprocessResult run() {
        progress.begin("preprocess", config.input().trainingPaths());
        // A file that is no tokenizer is found now, not after the rows.
        String givenTokenizer =
                config.preprocess().tokenizer().path().map(this::givenTokenizer).orElse("");
        part("read and clean");
        try (CleanRows rows = CleanRows.read(spark, config, workspace.quarantine())) {
            progress.update(0.4, "%,d of %,d rows kept".formatted(rows.kept(), rows.read()));
            part("augment");
            long added = rows.augment(spark, workspace.augmented(), workspace.translations());
            if (added > 0) {
                progress.update(0.45, "%,d rows made out of these".formatted(added));
            }
            part("train the tokenizer");
            Optional<TrainedTokenizer> trained =
                    givenTokenizer.isEmpty() ? Optional.of(rows.trainTokenizer()) : Optional.empty();
            String tokenizerJson = trained.map(TrainedTokenizer::json).orElse(givenTokenizer);
            Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson);
            progress.update(0.6, "%,d tokens in the vocabulary".formatted(tokenizer.vocabularySize()));
            part("tokenise");
            PreprocessResult result = config.input().task() == Task.CLASSIFICATION
                    ? classified(rows, tokenizerJson, tokenizer)
                    : otherTask(rows, tokenizerJson, tokenizer);
            progress.end("%,d of %,d rows kept, %,d tokens, vocabulary of %,d%s"
                    .formatted(
                            rows.kept(),
                            rows.read(),
                            tokens(result.splits()),
                            tokenizer.vocabularySize(),
                            trained.map(words -> " " + words.summary()).orElse("")));
            return result;
        }
    }

    private void part(String part) {
        JobNames.part(spark, "preprocess", part);
    }

    private PreprocessResult classified(CleanRows rows, String tokenizerJson, Tokenizer tokenizer) {
        try (TokenizedRows tokenized = rows.tokenise(spark, tokenizerJson)) {
            SampledRows sampled = SampledRows.of(config, rows.labels(), tokenized.rows(), tokenized.groups());
            PreprocessResult result =
                    begin(rows, tokenizerJson, tokenizer, tokenized.results(), tokenized.samples(), sampled.shares());
            ExampleBuilder examples = new ExampleBuilder(
                    MaskingStrategies.of(config.preprocess().masking()),
                    tokenizer.specialTokens(),
                    tokenizer.vocabularySize(),
                    sampled.sampling(),
                    config.seed());
            return balanced(
                    sampled.balanced(result),
                    sampled,
                    write(tokenized.rows(), examples, sets(tokenized.results(), sampled), result));
        }
    }

    private PreprocessResult otherTask(CleanRows rows, String tokenizerJson, Tokenizer tokenizer) {
        try (TaskExamples made = TaskExamples.make(spark, config, rows, tokenizerJson)) {
            SampledRows sampled = made.sampled(config, rows.labels());
            PreprocessResult result =
                    begin(rows, tokenizerJson, tokenizer, made.results(), rows.sample(made.lost()), sampled.shares());
            List<ShardSet> sets = new ArrayList<>();
            addLabelled(sets, made.kind(), made.results(), sampled.growth(Split.TRAIN));
            PreprocessResult balanced = sampled.balanced(result);
            for (Map.Entry<ShardSet, List<ShardFile>> set : write(
                            made.rows(), TaskExamples.source(sampled.sampling()), sets, result)
                    .entrySet()) {
                Split split = set.getKey().source();
                balanced = balanced.with(RowBalance.written(
                        "write shards",
                        split.label(),
                        sampled.examples(split, made.examples(split)),
                        rows(set.getValue())));
            }
            return balanced;
        }
    }

    /** Removes what an earlier run left, and writes what comes before the shards. */
    private PreprocessResult begin(
            CleanRows rows,
            String tokenizerJson,
            Tokenizer tokenizer,
            Map<Split, SplitResult> splits,
            List<DroppedRow> samples,
            List<ExampleShare> shares) {
        Map<String, SplitResult> byName = new LinkedHashMap<>();
        splits.forEach((split, result) -> byName.put(split.label(), result));
        progress.update(0.8, "%,d tokens".formatted(tokens(byName)));
        removeEarlierShards();
        byte[] tokenizerBytes = tokenizerJson.getBytes(StandardCharsets.UTF_8);
        storage.writeAtomically(workspace.tokenizer(), tokenizerBytes);
        PreprocessResult result = new PreprocessResult(
                byName,
                rows.labels(),
                config.input().labelNames().isEmpty()
                        ? rows.labels()
                        : config.input().labelNames(),
                Stream.concat(rows.samples().stream(), samples.stream()).toList(),
                tokenizer.vocabularySize(),
                Sha256.of(tokenizerBytes),
                shares);
        DroppedFile.write(storage, workspace.dropped(), result.samples());
        return result;
    }

    private String givenTokenizer(String path) {
        String json = new String(storage.read(path), StandardCharsets.UTF_8);
        Tokenizer.fromJson(json);
        // An export's does what the rows have been through by the time that they get to it.
        return RawTextTokenizer.withoutNormaliser(
                json, CleanRows.normaliser(config.preprocess().normalise()));
    }

    private static long tokens(Map<String, SplitResult> splits) {
        return splits.values().stream().mapToLong(SplitResult::tokens).sum();
    }

    private void removeEarlierShards() {
        ShardManifests.remove(storage, workspace.maskedShards());
        ShardManifests.remove(storage, workspace.labelledShards());
    }

    /**
     * Closes the books: each row of a split, or each copy of it where rows are sampled, is one example in each set of
     * shards that is made of the split.
     */
    private static PreprocessResult balanced(
            PreprocessResult result, SampledRows sampled, Map<ShardSet, List<ShardFile>> written) {
        PreprocessResult balanced = result;
        for (Map.Entry<ShardSet, List<ShardFile>> set : written.entrySet()) {
            Split source = set.getKey().source();
            String split = source.label();
            long rows = rows(set.getValue());
            long kept = Objects.requireNonNull(result.splits().get(split)).rowsKept();
            boolean once = set.getKey().kind().masks() && source == Split.TRAIN;
            long wanted = once ? kept : sampled.examples(source, kept);
            String stage = set.getKey().kind().masks() ? "write masked shards" : "write labelled shards";
            balanced = balanced.with(RowBalance.written(stage, split, wanted, rows));
        }
        return balanced;
    }

    private static long rows(List<ShardFile> files) {
        return files.stream().mapToLong(ShardFile::rows).sum();
    }

    /** Which files were written of each set. */
    private <R extends PlacedRow> Map<ShardSet, List<ShardFile>> write(
            JavaRDD<R> rows, ExampleSource<R> examples, List<ShardSet> sets, PreprocessResult result) {
        part("write shards");
        String runId = UUID.randomUUID().toString();
        Map<ShardSet, List<ShardFile>> written =
                new ShardSetWriter<>(runId.substring(0, 8), sets, examples, hadoopProperties).write(rows);
        for (Kind kind : Kind.values()) {
            List<ShardSet> ofKind =
                    sets.stream().filter(set -> set.kind() == kind).toList();
            if (!ofKind.isEmpty()) {
                List<ShardFile> files = ofKind.stream()
                        .flatMap(set -> written.getOrDefault(set, List.of()).stream())
                        .toList();
                ShardManifests.commit(storage, folder(kind), manifest(runId, kind, files, result));
            }
        }
        Map<ShardSet, List<ShardFile>> bySet = new LinkedHashMap<>();
        sets.forEach(set -> bySet.put(set, written.getOrDefault(set, List.of())));
        return bySet;
    }

    private ShardManifest manifest(String runId, Kind kind, List<ShardFile> files, PreprocessResult result) {
        return new ShardManifest(
                ShardManifests.VERSION,
                runId,
                kind,
                result.tokenizerSha256(),
                config.seed(),
                config.preprocess().maxLength(),
                ShardWriter.BLOCK_ROWS,
                kind.masks() ? List.of() : result.labelNames(),
                files);
    }

    private String folder(Kind kind) {
        return kind.masks() ? workspace.maskedShards() : workspace.labelledShards();
    }

    /** Which rows go where. Masked examples are made only for a run that pretrains. */
    private List<ShardSet> sets(Map<Split, SplitResult> results, SampledRows sampled) {
        List<ShardSet> sets = new ArrayList<>();
        if (config.pretrain().isPresent()) {
            boolean ownText = config.pretrain().stream()
                    .anyMatch(pretrain -> !pretrain.texts().isEmpty());
            Kind kind = switch (config.preprocess().masking().when()) {
                case STATIC -> Kind.MASKED;
                case DYNAMIC -> Kind.MASKABLE;
            };
            Split source = ownText ? Split.PRETRAIN_TEXT : Split.TRAIN;
            double growth = ownText ? sampled.growth(source) : 1;
            add(sets, kind, source, Split.TRAIN.label(), results, growth);
            add(sets, kind, Split.DEV, Split.DEV.label(), results, 1);
        }
        addLabelled(sets, Kind.LABELLED, results, sampled.growth(Split.TRAIN));
        return sets;
    }

    private void addLabelled(List<ShardSet> sets, Kind kind, Map<Split, SplitResult> results, double growth) {
        for (Split split : List.of(Split.TRAIN, Split.DEV, Split.TEST)) {
            if (results.containsKey(split)) {
                add(sets, kind, split, split.label(), results, split == Split.TRAIN ? growth : 1);
            }
        }
    }

    /** {@code growth} is how many examples come of a row. */
    private void add(
            List<ShardSet> sets,
            Kind kind,
            Split source,
            String split,
            Map<Split, SplitResult> results,
            double growth) {
        int first = sets.stream().mapToInt(ShardSet::files).sum();
        SplitResult result = Objects.requireNonNull(results.get(source));
        long bytes = kind.columns().stream()
                .mapToLong(column -> switch (column.type()) {
                    case TOKENS, LIST -> result.tokens() * Integer.BYTES;
                    case INT64 -> result.rowsKept() * Long.BYTES;
                    case INT32, FLOAT32 -> result.rowsKept() * Integer.BYTES;
                    // Only held-out rows have one, and it compresses well.
                    case TEXT -> 0;
                })
                .sum();
        long files = 1 + (long) (growth * bytes - 1) / config.preprocess().shardBytes();
        sets.add(new ShardSet(kind, folder(kind), source, split, (int) Math.min(files, Integer.MAX_VALUE), first));
    }
}
