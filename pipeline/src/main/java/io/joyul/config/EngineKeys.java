package io.joyul.config;

/** Keys that BigDL DLlib's engine has no answer to. */
final class EngineKeys {
    private final Problems problems;

    private EngineKeys(Problems problems) {
        this.problems = problems;
    }

    static void check(RunConfig config, Problems problems) {
        if (config.train().engine() == FineTuneConfig.Engine.DLLIB) {
            new EngineKeys(problems).check(config, config.train());
        }
    }

    private void check(RunConfig config, FineTuneConfig train) {
        refuse(config.pretrain().isPresent(), "pretrain", "it starts from random weights");
        refuse(config.model().checkpoint().isPresent(), "model.checkpoint", "it starts from random weights");
        refuse(train.compareFromScratch(), "train.compare-from-scratch", "its weights are from scratch");
        refuse(
                train.schedule().kind() != ScheduleConfig.Kind.LINEAR,
                "train.schedule.kind",
                "its optimizer has the linear schedule alone");
        refuse(train.earlyStopping().isPresent(), "train.early-stopping", "it trains all epochs");
        refuse(train.labelSmoothing() > 0, "train.label-smoothing", "its loss has none");
        refuse(
                train.classWeights() != FineTuneConfig.ClassWeighting.NONE,
                "train.class-weights",
                "its loss counts all classes alike");
        refuse(
                train.adaptation().kind() != AdaptationConfig.Kind.FULL,
                "train.adaptation.kind",
                "it trains all weights");
        refuse(config.training().findsMicroBatch(), "training.micro-batch auto", "it has no micro-batches");
        refuse(config.training().packLength() > 0, "training.pack-length", "it pads each example");
    }

    private void refuse(boolean given, String key, String reason) {
        if (given) {
            problems.add(key, "cannot be had with train.engine dllib: " + reason + "; take it out");
        }
    }
}
