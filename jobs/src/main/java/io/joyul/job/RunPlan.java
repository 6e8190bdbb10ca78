package io.joyul.job;

import io.joyul.config.AdaptationConfig;
import io.joyul.config.AugmentConfig;
import io.joyul.config.PretrainConfig;
import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.config.TextSource;
import io.joyul.config.TrainingConfig;
import io.joyul.stage.Fingerprint;
import io.joyul.stage.StageLedger.Step;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import java.util.List;

/**
 * Which stages a run has and what each depends on. What a stage's outcome does not depend on is left out of its
 * fingerprint, so that, say, more retries do not cost a training.
 */
record RunPlan(RunConfig config, Storage storage, Workspace workspace) {
    static final String PREPROCESS = "preprocess";
    static final String PRETRAIN = "pretrain";
    static final String TRAIN = "train";
    static final String TRAIN_FROM_SCRATCH = "train-from-scratch";
    static final String EVALUATE = "evaluate";

    Step preprocess() {
        Fingerprint fingerprint = base().with("input", ResolvedRunFile.sectionText(config.input()))
                .with("preprocess", ResolvedRunFile.sectionText(config.preprocess()))
                .with("masked", Boolean.toString(config.pretrain().isPresent()))
                .withFiles(storage, "dev", config.input().dev());
        for (TextSource source : config.input().training()) {
            fingerprint = fingerprint.withFiles(storage, "train", source.path());
        }
        fingerprint = withFiles(fingerprint, "test", config.input().test().orElse(""));
        fingerprint = withFiles(
                fingerprint, "tokenizer", config.preprocess().tokenizer().path().orElse(""));
        fingerprint = withFiles(
                fingerprint,
                "bad words",
                config.preprocess().cleaning().c4().badWords().orElse(""));
        if (config.pretrain().isPresent()) {
            PretrainConfig pretrain = config.pretrain().get();
            for (TextSource source : pretrain.texts()) {
                fingerprint = fingerprint
                        .with("weight", Double.toString(source.weight()))
                        .withFiles(storage, "pretraining text", source.path());
            }
            fingerprint = fingerprint.with("temperature", Double.toString(pretrain.temperature()));
        }
        for (AugmentConfig section : config.preprocess().augment()) {
            fingerprint = withFiles(fingerprint, "synonyms", section.synonyms().orElse(""));
            fingerprint = withFiles(
                    fingerprint,
                    "pairs",
                    section.translator()
                            .flatMap(translator -> translator.pairs())
                            .orElse(""));
        }
        return new Step(
                PREPROCESS,
                fingerprint,
                List.of(
                        workspace.tokenizer(),
                        workspace.maskedShards(),
                        workspace.labelledShards(),
                        workspace.augmented(),
                        workspace.quarantine(),
                        workspace.dropped()));
    }

    Step pretrain() {
        Fingerprint fingerprint = model(base().after(PREPROCESS, preprocess().fingerprint()))
                .with("pretrain", ResolvedRunFile.sectionText(config.pretrain().orElseThrow()));
        return training(PRETRAIN, fingerprint);
    }

    Step train() {
        Fingerprint upstream = config.pretrain().isPresent()
                ? base().after(PRETRAIN, pretrain().fingerprint())
                : base().after(PREPROCESS, preprocess().fingerprint());
        AdaptationConfig adaptation = config.train().adaptation();
        Fingerprint fingerprint = fineTuning(model(upstream))
                .with("adaptation", adaptation.kind().name())
                .with(
                        "frozen layers",
                        adaptation.frozenLayers().map(Object::toString).orElse(""));
        return training(TRAIN, fingerprint);
    }

    Step trainFromScratch() {
        return training(
                TRAIN_FROM_SCRATCH,
                fineTuning(model(base().after(PREPROCESS, preprocess().fingerprint()))));
    }

    Step evaluate() {
        Fingerprint fingerprint = base().after(TRAIN, train().fingerprint())
                .with("evaluate", ResolvedRunFile.sectionText(config.evaluate()));
        if (config.train().compareFromScratch()) {
            fingerprint =
                    fingerprint.after(TRAIN_FROM_SCRATCH, trainFromScratch().fingerprint());
        }
        return new Step(EVALUATE, fingerprint, List.of());
    }

    /** The split that the final figures are made on. */
    String heldOutSplit() {
        return config.input().test().isPresent() ? "test" : "dev";
    }

    private Fingerprint base() {
        return Fingerprint.empty().with("joyul", Version.joyul()).with("seed", Long.toString(config.seed()));
    }

    private Fingerprint model(Fingerprint fingerprint) {
        TrainingConfig training = config.training();
        Fingerprint with = fingerprint
                .with("model", ResolvedRunFile.sectionText(config.model()))
                // How a step is cut into ranks and micro-batches is left out, so that a run can go on at another
                // number.
                .with("global batch", Integer.toString(training.globalBatch()))
                .with("pack length", Integer.toString(training.packLength()))
                .with("deterministic", training.deterministic() ? "slots of " + training.microBatch() : "no")
                .with(
                        "non-finite",
                        training.failures().onNonFinite().name() + " "
                                + training.failures().mostLeftOut())
                .with("average", Double.toString(training.emaDecay()))
                .with("clip norm", Double.toString(training.clipNorm()))
                .with("weight decay", Double.toString(training.weightDecay()));
        return withFiles(with, "start", config.model().checkpoint().orElse(""));
    }

    private Fingerprint fineTuning(Fingerprint fingerprint) {
        return fingerprint
                .with("engine", config.train().engine().name())
                .with("epochs", Integer.toString(config.train().epochs()))
                .with("learning rate", Double.toString(config.train().learningRate()))
                .with("warm-up", Double.toString(config.train().warmupRatio()))
                .with("schedule", ResolvedRunFile.sectionText(config.train().schedule()))
                .with(
                        "early stopping",
                        config.train()
                                .earlyStopping()
                                .map(ResolvedRunFile::sectionText)
                                .orElse("none"))
                .with("label smoothing", Double.toString(config.train().labelSmoothing()))
                .with("class weights", config.train().classWeights().name())
                .with("beta", Double.toString(config.train().effectiveNumberBeta()));
    }

    private Fingerprint withFiles(Fingerprint fingerprint, String label, String path) {
        return path.isEmpty() ? fingerprint : fingerprint.withFiles(storage, label, path);
    }

    private Step training(String stage, Fingerprint fingerprint) {
        return new Step(stage, fingerprint, List.of(workspace.checkpoints(stage), workspace.log(stage)));
    }
}
