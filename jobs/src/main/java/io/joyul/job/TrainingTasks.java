package io.joyul.job;

import io.joyul.adapt.Adaptation;
import io.joyul.batch.DynamicMasking;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.AdaptationConfig;
import io.joyul.config.FineTuneConfig;
import io.joyul.config.ModelConfig;
import io.joyul.config.PretrainConfig;
import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.objective.ClassWeights;
import io.joyul.preprocess.MaskingStrategies;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.stage.Observation;
import io.joyul.stage.StageLedger.Step;
import io.joyul.stage.TrainingTask;
import io.joyul.storage.Storage;
import io.joyul.tokenize.Tokenizer;
import io.joyul.train.Course;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Builds the plain values that a training stage takes out of the run file and of what preprocessing wrote. */
final class TrainingTasks {
    private static final int TOKEN_TYPES = 2;
    private static final double LAYER_NORM_EPSILON = 1e-12;
    private static final double INITIALIZER_RANGE = 0.02;

    private final RunPlan plan;
    private final Map<String, String> hadoop;
    private final List<Long> classExamples;
    private final ProfileOption profile;

    /**
     * @param hadoop properties that the ranks reach their files with
     * @param classExamples training examples of each class
     * @param profile whether a step is profiled
     */
    TrainingTasks(RunPlan plan, Map<String, String> hadoop, List<Long> classExamples, ProfileOption profile) {
        this.plan = plan;
        this.hadoop = hadoop;
        this.classExamples = classExamples;
        this.profile = profile;
    }

    /** From random weights or {@code model.checkpoint}. */
    TrainingTask pretrain() {
        PretrainConfig pretrain = plan.config().pretrain().orElseThrow();
        return task(
                plan.pretrain(),
                switch (plan.config().preprocess().masking().when()) {
                    case STATIC -> ShardManifest.Kind.MASKED;
                    case DYNAMIC -> ShardManifest.Kind.MASKABLE;
                },
                plan.config().model().checkpoint().orElse(TrainingTask.SCRATCH),
                new Adaptation.Full(),
                Courses.of(pretrain));
    }

    TrainingTask train(String startFrom) {
        return fineTune(plan.train(), startFrom, adaptation());
    }

    TrainingTask trainFromScratch() {
        return fineTune(plan.trainFromScratch(), TrainingTask.SCRATCH, new Adaptation.Full());
    }

    private TrainingTask fineTune(Step step, String startFrom, Adaptation adaptation) {
        return task(
                step,
                ShardManifest.Kind.LABELLED,
                startFrom,
                adaptation,
                Courses.of(plan.config().train()));
    }

    private Adaptation adaptation() {
        AdaptationConfig adaptation = plan.config().train().adaptation();
        return switch (adaptation.kind()) {
            case FULL -> new Adaptation.Full();
            case FROZEN -> new Adaptation.Frozen(adaptation.frozenLayers().orElseThrow(), adaptation.cacheBytes());
            case HEAD_ONLY -> new Adaptation.HeadOnly(adaptation.cacheBytes());
        };
    }

    private TrainingTask task(
            Step step, ShardManifest.Kind kind, String startFrom, Adaptation adaptation, Course course) {
        RunConfig config = plan.config();
        String shards = kind.masks()
                ? plan.workspace().maskedShards()
                : plan.workspace().labelledShards();
        ShardManifest manifest = ShardManifests.load(plan.storage(), shards);
        requireTokenizerOf(manifest, shards);
        return new TrainingTask(
                step.name(),
                hadoop,
                shards,
                kind,
                kind == ShardManifest.Kind.MASKABLE ? masking() : null,
                adaptation,
                kind == ShardManifest.Kind.LABELLED ? classWeights() : ClassWeights.none(),
                kind == ShardManifest.Kind.LABELLED ? config.train().labelSmoothing() : 0,
                plan.workspace().tokenizer(),
                plan.workspace().checkpoints(step.name()),
                observation(step),
                shape(manifest.labelNames()),
                startFrom,
                config.seed(),
                course,
                config.training(),
                step.fingerprint().sha256(),
                ResolvedRunFile.text(config));
    }

    private Observation observation(Step step) {
        String log = plan.workspace().log(step.name());
        return profile.isAsked() ? new Observation(log, plan.workspace().profile(step.name())) : new Observation(log);
    }

    /** A tokenizer that was changed since would give the ids in the shards another meaning. */
    private void requireTokenizerOf(ShardManifest manifest, String shards) {
        String path = plan.workspace().tokenizer();
        if (!Sha256.of(plan.storage().read(path)).equals(manifest.tokenizerSha256())) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": is not the tokenizer that the shards in " + shards
                            + " were made with; it was changed since. Delete it to have the preprocessing done again");
        }
    }

    private float[] classWeights() {
        FineTuneConfig train = plan.config().train();
        return switch (train.classWeights()) {
            case NONE -> ClassWeights.none();
            case INVERSE_FREQUENCY -> ClassWeights.inverseFrequency(classExamples);
            case EFFECTIVE_NUMBER -> ClassWeights.effectiveNumber(classExamples, train.effectiveNumberBeta());
        };
    }

    private DynamicMasking masking() {
        Tokenizer tokenizer = tokenizer();
        return new DynamicMasking(
                MaskingStrategies.of(plan.config().preprocess().masking()),
                tokenizer.specialTokens(),
                tokenizer.vocabularySize(),
                plan.config().seed());
    }

    private Tokenizer tokenizer() {
        return Tokenizer.fromJson(
                new String(plan.storage().read(plan.workspace().tokenizer()), StandardCharsets.UTF_8));
    }

    private BertConfig shape(List<String> labels) {
        Storage storage = plan.storage();
        ModelConfig model = plan.config().model();
        int maxLength = plan.config().preprocess().maxLength();
        Tokenizer tokenizer = tokenizer();
        if (model.checkpoint().isEmpty()) {
            return new BertConfig(
                    tokenizer.vocabularySize(),
                    model.hiddenSize(),
                    model.layers(),
                    model.attentionHeads(),
                    model.intermediateSize(),
                    maxLength,
                    TOKEN_TYPES,
                    model.dropout(),
                    model.attentionDropout(),
                    LAYER_NORM_EPSILON,
                    INITIALIZER_RANGE,
                    tokenizer.specialTokens().pad(),
                    labels);
        }
        BertConfig given = ModelFiles.config(storage, model.checkpoint().get());
        requireFit("preprocess.max-length", maxLength, given.maxPositions(), "positions");
        int frozen = plan.config().train().adaptation().frozenLayers().orElse(0);
        requireFit("train.adaptation.frozen-layers", frozen, given.layers(), "layers");
        requireFit("the tokenizer's vocabulary", tokenizer.vocabularySize(), given.vocabularySize(), "embeddings");
        return given.withLabels(labels).withDropout(model.dropout(), model.attentionDropout());
    }

    private void requireFit(String what, int value, int limit, String of) {
        if (value > limit) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    what + ": is " + value + ", but "
                            + plan.config().model().checkpoint().orElseThrow() + " has " + limit + " " + of);
        }
    }
}
