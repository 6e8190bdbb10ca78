package io.joyul.stage;

import io.joyul.config.PretrainConfig;
import io.joyul.config.RunConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.CleanRows;
import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.MaskingStrategies;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.SplitResult;
import io.joyul.preprocess.TokenizedRows;
import io.joyul.preprocess.TrainedTokenizer;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Sha256;
import io.joyul.storage.Storage;
import io.joyul.tokenize.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
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
     *     TOO_MANY_BAD_ROWS}, {@code SPLIT_EMPTY}, {@code LEAK_FOUND}, {@code LABEL_UNKNOWN}, {@code
     *     TOKENIZER_UNSUPPORTED}, {@code STORAGE_FULL} or {@code STORAGE_FAILED}
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
        progress.begin("preprocess", config.input().train());
        // A file that is no tokenizer is found now, not after the rows.
        String givenTokenizer =
                config.preprocess().tokenizer().path().map(this::givenTokenizer).orElse("");
        try (CleanRows rows = CleanRows.read(spark, config, workspace.quarantine())) {
            progress.update(0.4, "%,d of %,d rows kept".formatted(rows.kept(), rows.read()));
            String tokenizerJson = givenTokenizer.isEmpty() ? train(rows) : givenTokenizer;
            Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson);
            progress.update(0.6, "%,d tokens in the vocabulary".formatted(tokenizer.vocabularySize()));
            try (TokenizedRows tokenized = rows.tokenise(spark, tokenizerJson)) {
                progress.update(0.8, "%,d tokens".formatted(tokens(tokenized)));
                removeEarlierShards();
                byte[] tokenizerBytes = tokenizerJson.getBytes(StandardCharsets.UTF_8);
                storage.writeAtomically(workspace.tokenizer(), tokenizerBytes);
                PreprocessResult result = new PreprocessResult(
                        tokenized.resultsByName(),
                        rows.labels(),
                        config.input().labelNames().isEmpty()
                                ? rows.labels()
                                : config.input().labelNames(),
                        samples(rows, tokenized),
                        tokenizer.vocabularySize(),
                        Sha256.of(tokenizerBytes));
                DroppedFile.write(storage, workspace.dropped(), result.samples());
                write(tokenized, tokenizer, result);
                progress.end("%,d of %,d rows kept, %,d tokens, vocabulary of %,d"
                        .formatted(rows.kept(), rows.read(), tokens(tokenized), tokenizer.vocabularySize()));
                return result;
            }
        }
    }

    private String train(CleanRows rows) {
        TrainedTokenizer trained = rows.trainTokenizer();
        progress.update(0.5, "a vocabulary " + trained.summary());
        return trained.json();
    }

    private static List<DroppedRow> samples(CleanRows rows, TokenizedRows tokenized) {
        return Stream.concat(rows.samples().stream(), tokenized.samples().stream())
                .toList();
    }

    private String givenTokenizer(String path) {
        String json = new String(storage.read(path), StandardCharsets.UTF_8);
        Tokenizer.fromJson(json);
        return json;
    }

    private static long tokens(TokenizedRows rows) {
        return rows.results().values().stream().mapToLong(SplitResult::tokens).sum();
    }

    private void removeEarlierShards() {
        storage.delete(workspace.maskedShards());
        storage.delete(workspace.labelledShards());
    }

    private void write(TokenizedRows rows, Tokenizer tokenizer, PreprocessResult result) {
        ExampleBuilder examples = new ExampleBuilder(
                MaskingStrategies.of(config.preprocess().masking()),
                tokenizer.specialTokens(),
                tokenizer.vocabularySize(),
                config.seed());
        String runId = UUID.randomUUID().toString();
        List<ShardSet> sets = sets(rows.results());
        Map<ShardSet, List<ShardFile>> written =
                new ShardSetWriter(runId.substring(0, 8), sets, examples, hadoopProperties).write(rows.rows());
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
                switch (kind) {
                    case MASKED, MASKABLE -> List.of();
                    case LABELLED -> result.labelNames();
                },
                files);
    }

    private String folder(Kind kind) {
        return switch (kind) {
            case MASKED, MASKABLE -> workspace.maskedShards();
            case LABELLED -> workspace.labelledShards();
        };
    }

    /** Which rows go where. Masked examples are made only for a run that pretrains. */
    private List<ShardSet> sets(Map<Split, SplitResult> results) {
        List<ShardSet> sets = new ArrayList<>();
        if (config.pretrain().isPresent()) {
            boolean ownText = config.pretrain().flatMap(PretrainConfig::text).isPresent();
            Kind kind = switch (config.preprocess().masking().when()) {
                case STATIC -> Kind.MASKED;
                case DYNAMIC -> Kind.MASKABLE;
            };
            add(sets, kind, ownText ? Split.PRETRAIN_TEXT : Split.TRAIN, Split.TRAIN.label(), results);
            add(sets, kind, Split.DEV, Split.DEV.label(), results);
        }
        for (Split split : List.of(Split.TRAIN, Split.DEV, Split.TEST)) {
            if (results.containsKey(split)) {
                add(sets, Kind.LABELLED, split, split.label(), results);
            }
        }
        return sets;
    }

    private void add(List<ShardSet> sets, Kind kind, Split source, String split, Map<Split, SplitResult> results) {
        int first = sets.stream().mapToInt(ShardSet::files).sum();
        SplitResult result = Objects.requireNonNull(results.get(source));
        long bytes = switch (kind) {
            case MASKED, MASKABLE -> result.rowsKept() * Long.BYTES + result.tokens() * 2L * Integer.BYTES;
            case LABELLED -> result.rowsKept() * (Long.BYTES + Integer.BYTES) + result.tokens() * Integer.BYTES;
        };
        long files = 1 + (bytes - 1) / config.preprocess().shardBytes();
        sets.add(new ShardSet(kind, folder(kind), source, split, (int) Math.min(files, Integer.MAX_VALUE), first));
    }
}
