package io.joyul.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds keys that are right one by one and wrong together. */
final class Contradictions {
    private static final Pattern LOCAL_CORES = Pattern.compile("local(?:\\[(\\d+)(?:,\\s*\\d+)?])?");

    private static final int SMALLEST_BYTE_VOCABULARY = 256 + 5;

    /** Tasks whose rows new ones can be made of. */
    private static final List<InputConfig.Task> AUGMENTED = List.of(
            InputConfig.Task.CLASSIFICATION,
            InputConfig.Task.PAIRS,
            InputConfig.Task.DOCUMENTS,
            InputConfig.Task.SPANS);

    private final RunConfig config;
    private final Problems problems;

    private Contradictions(RunConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    static void find(RunConfig config, Problems problems) {
        Contradictions contradictions = new Contradictions(config, problems);
        TaskColumns.check(config, problems);
        MixtureKeys.check(config, problems);
        contradictions.inSplits(config.input());
        contradictions.inLabels(config.input());
        contradictions.inTokenizer(config.preprocess().tokenizer());
        contradictions.inCleaning(config.preprocess().cleaning());
        contradictions.inMasking(config.preprocess().masking());
        contradictions.inAugmentation(config.preprocess().augment());
        contradictions.inModel(config.model());
        contradictions.inAdaptation(config.train().adaptation());
        contradictions.inTraining(config.training());
        config.pretrain().ifPresent(pretrain -> {
            ScheduleKeys.check("pretrain", pretrain.schedule(), problems);
            ScheduleKeys.checkBest("pretrain", pretrain.earlyStopping(), config.training(), problems);
        });
        ScheduleKeys.check("train", config.train().schedule(), problems);
        ScheduleKeys.checkBest("train", config.train().earlyStopping(), config.training(), problems);
        EngineKeys.check(config, problems);
        MicroBatchKeys.check(config, problems);
        SecretKeys.check(config, problems);
        contradictions.inSpark(config.spark());
    }

    private void inSplits(InputConfig input) {
        for (String heldOut : List.of("dev", "test")) {
            String path = heldOut.equals("dev") ? input.dev() : input.test().orElse("");
            for (TextSource source : input.training()) {
                if (!path.isEmpty() && path.equals(source.path())) {
                    problems.add(
                            "input." + heldOut,
                            "is " + (input.sources().isEmpty() ? "input.train itself" : "one of input.sources")
                                    + "; figures on rows that were trained on say nothing");
                }
            }
        }
    }

    private void inLabels(InputConfig input) {
        List<String> labels = input.labels();
        if (labels.size() == 1) {
            problems.add("input.labels", "must name at least 2 classes, but names 1");
        }
        if (new HashSet<>(labels).size() < labels.size()) {
            problems.add("input.labels", "names a class twice: " + String.join(", ", labels));
        }
        int names = input.labelNames().size();
        if (names > 0 && labels.isEmpty()) {
            problems.add(
                    "input.label-names", "needs input.labels, in the same order, to say which class has which name");
        } else if (names > 0 && names != labels.size()) {
            problems.add("input.label-names", "names " + names + " classes, but input.labels has " + labels.size());
        }
    }

    private void inTokenizer(TokenizerConfig tokenizer) {
        if (tokenizer.kind() == TokenizerKind.BYTE_BPE && tokenizer.vocabularySize() < SMALLEST_BYTE_VOCABULARY) {
            problems.add(
                    "preprocess.tokenizer.vocabulary-size",
                    "must be at least " + SMALLEST_BYTE_VOCABULARY
                            + " for byte-bpe, which has 256 bytes and 5 special tokens, but is "
                            + tokenizer.vocabularySize());
        }
        if (tokenizer.kind() == TokenizerKind.WORDPIECE && tokenizer.maxTokenLength() > 0) {
            problems.add("preprocess.tokenizer.max-token-length", "has no meaning for wordpiece; take it out");
        }
        if (tokenizer.kind() == TokenizerKind.UNIGRAM
                && (tokenizer.maxTokenLength() == 1 || tokenizer.maxTokenLength() > 32)) {
            problems.add(
                    "preprocess.tokenizer.max-token-length",
                    "must be 0 or between 2 and 32 for unigram, but is " + tokenizer.maxTokenLength());
        }
    }

    private void inCleaning(CleaningConfig cleaning) {
        LengthConfig length = cleaning.length();
        inOrder("preprocess.cleaning.length", "characters", length.minCharacters(), length.maxCharacters());
        inOrder("preprocess.cleaning.length", "words", length.minWords(), length.maxWords());
        inOrder(
                "preprocess.cleaning.gopher",
                "words",
                cleaning.gopher().minWords(),
                cleaning.gopher().maxWords());
    }

    private void inOrder(String section, String unit, Optional<Integer> min, Optional<Integer> max) {
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            problems.add(
                    section,
                    "min-" + unit + " " + min.get() + " is above max-" + unit + " " + max.get()
                            + ", so no text passes");
        }
    }

    private void inAugmentation(List<AugmentConfig> augment) {
        InputConfig.Task task = config.input().task();
        if (!augment.isEmpty() && !AUGMENTED.contains(task)) {
            problems.add(
                    "preprocess.augment",
                    "makes rows for input.task "
                            + String.join(
                                    ", ", AUGMENTED.stream().map(KeyNames::of).toList()) + ", not for "
                            + KeyNames.of(task));
        }
        for (int i = 0; i < augment.size(); i++) {
            AugmentConfig config = augment.get(i);
            String section = "preprocess.augment[" + i + "]";
            boolean translates = config.kind() == AugmentConfig.Kind.BACK_TRANSLATION;
            inNeed(section + ".synonyms", config, config.kind().needsSynonyms(), config.synonyms());
            inNeed(section + ".translator", config, translates, config.translator());
            boolean questions = task == InputConfig.Task.SPANS;
            boolean mixes = config.kind() == AugmentConfig.Kind.MIX;
            if ((config.kind() == AugmentConfig.Kind.NO_ANSWER && !questions)
                    || (mixes && (questions || task == InputConfig.Task.PAIRS))) {
                problems.add(
                        section + ".kind",
                        config.kind().label() + " makes no rows for input.task " + KeyNames.of(task));
            }
            if (translates && config.copies() > 1) {
                problems.add(section + ".copies", "must be 1, for a text is translated in one way only");
            }
            config.translator().ifPresent(translator -> inTranslator(section + ".translator", translator));
        }
    }

    private void inNeed(String key, AugmentConfig config, boolean needed, Optional<?> given) {
        String kind = "the kind " + config.kind().label();
        if (needed && given.isEmpty()) {
            problems.add(key, "is missing: " + kind + " needs it");
        } else if (!needed && given.isPresent()) {
            problems.add(key, "has no meaning for " + kind + "; take it out");
        }
    }

    private void inTranslator(String section, TranslatorConfig translator) {
        SecretKeys.checkVariable(section + ".key-variable", translator.keyVariable(), problems);
        if (translator.url().isPresent() == translator.pairs().isPresent()) {
            problems.add(section, "must have either a url or pairs");
        }
        if (translator.url().isPresent() && !translator.url().get().matches("https?://[^/].*")) {
            problems.add(
                    section + ".url",
                    "must begin with http:// or https://, but is "
                            + translator.url().get());
        }
        if (translator.source().equals(translator.pivot())) {
            problems.add(section + ".pivot", "is the language of the texts itself; name another");
        }
    }

    private void inMasking(MaskingConfig masking) {
        InputConfig.Task task = config.input().task();
        boolean passages = task == InputConfig.Task.NEXT_SENTENCE || task == InputConfig.Task.SENTENCE_ORDER;
        if (passages && masking.when() == MaskingConfig.When.DYNAMIC) {
            problems.add(
                    "preprocess.masking.when",
                    "must be static for input.task " + KeyNames.of(task)
                            + ", whose passages are paired and masked when the shards are made");
        }
        // Compared with a little room, as 0.7 + 0.3 need not be 1 in binary.
        if (masking.maskShare() + masking.randomShare() > 1 + 1e-9) {
            problems.add(
                    "preprocess.masking",
                    "mask-share " + masking.maskShare() + " and random-share " + masking.randomShare()
                            + " add up to more than 1");
        }
    }

    private void inModel(ModelConfig model) {
        if (model.checkpoint().isPresent()) {
            if (config.preprocess().tokenizer().path().isEmpty()) {
                problems.add(
                        "preprocess.tokenizer.path",
                        "is missing beside model.checkpoint, whose vocabulary it must be; usually "
                                + model.checkpoint().get() + "/tokenizer.json");
            }
        } else if (model.hiddenSize() % model.attentionHeads() != 0) {
            problems.add(
                    "model.hidden-size",
                    "must be a multiple of model.attention-heads, but " + model.hiddenSize() + " is none of "
                            + model.attentionHeads());
        }
        if (config.train().compareFromScratch()
                && config.pretrain().isEmpty()
                && model.checkpoint().isEmpty()) {
            problems.add(
                    "train.compare-from-scratch",
                    "has nothing to compare with: there is neither a pretrain section nor a model.checkpoint");
        }
    }

    private void inAdaptation(AdaptationConfig adaptation) {
        boolean partly = adaptation.kind() == AdaptationConfig.Kind.FROZEN;
        if (partly && adaptation.frozenLayers().isEmpty()) {
            problems.add("train.adaptation.frozen-layers", "is missing: the kind frozen needs it");
        } else if (!partly && adaptation.frozenLayers().isPresent()) {
            problems.add(
                    "train.adaptation.frozen-layers",
                    "has no meaning for the kind " + KeyNames.of(adaptation.kind()) + "; take it out");
        }
        boolean fresh =
                config.pretrain().isEmpty() && config.model().checkpoint().isEmpty();
        if (adaptation.kind() != AdaptationConfig.Kind.FULL && fresh) {
            problems.add(
                    "train.adaptation.kind",
                    "would freeze random weights: there is neither a pretrain section nor a model.checkpoint");
        }
        int layers = config.model().layers();
        int frozen = adaptation.frozenLayers().orElse(0);
        if (config.model().checkpoint().isEmpty() && frozen > layers) {
            problems.add(
                    "train.adaptation.frozen-layers",
                    "must be at most model.layers, which is " + layers + ", but is " + frozen);
        }
    }

    private void inTraining(TrainingConfig training) {
        int maxLength = config.preprocess().maxLength();
        if (training.packLength() > 0 && training.packLength() < maxLength) {
            problems.add(
                    "training.pack-length",
                    "must be 0 or at least preprocess.max-length, which is " + maxLength + ", but is "
                            + training.packLength());
        }
        if (training.minRanks() > training.ranks()) {
            problems.add(
                    "training.min-ranks",
                    "must be at most training.ranks, which is " + training.ranks() + ", but is " + training.minRanks());
        }
        if (training.collective() == TrainingConfig.CollectiveKind.LOCAL && training.ranks() > 1) {
            problems.add(
                    "training.collective",
                    "local is for one rank, and training.ranks is " + training.ranks() + "; take auto or gloo");
        }
        if (training.deterministic() && Integer.bitCount(training.ranks()) > 1) {
            problems.add(
                    "training.deterministic",
                    "adds up gradients in a binary tree, so training.ranks must be 1, 2, 4, 8, …, but is "
                            + training.ranks());
        }
    }

    private void inSpark(SparkConfig spark) {
        if (spark.properties().containsKey("spark.master")) {
            problems.add("spark.properties.spark.master", "is set by spark.master; take it out here");
        }
        if ("true".equals(spark.properties().get("spark.dynamicAllocation.enabled"))) {
            problems.add(
                    "spark.properties.spark.dynamicAllocation.enabled",
                    "must be false: Spark gives no barrier stage to an application that changes its executors");
        }
        boolean dllib = config.training().collective() == TrainingConfig.CollectiveKind.DLLIB;
        if (dllib && "true".equals(spark.properties().get("spark.speculation"))) {
            problems.add(
                    "spark.properties.spark.speculation",
                    "must be false for training.collective dllib: each rank lives on one executor, where alone its tasks"
                            + " find it");
        }
        Optional<Integer> cores = spark.master().flatMap(Contradictions::localCores);
        if (cores.isPresent() && config.training().ranks() > cores.get()) {
            problems.add(
                    "training.ranks",
                    "must be at most the " + cores.get() + " cores of spark.master "
                            + spark.master().get() + ", but is "
                            + config.training().ranks());
        }
    }

    /** How many tasks a local master runs at once; empty for a cluster and for {@code local[*]}. */
    private static Optional<Integer> localCores(String master) {
        Matcher matcher = LOCAL_CORES.matcher(master);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1)));
    }
}
