package io.joyul.config;

/** Keys that decide how the examples of a step are cut into micro-batches. */
final class MicroBatchKeys {
    private static final int MOST_EXAMPLES = 1 << 24;

    private MicroBatchKeys() {}

    static void check(RunConfig config, Problems problems) {
        TrainingConfig training = config.training();
        if (training.findsMicroBatch()) {
            checkAuto(training, problems);
        } else if (training.fit().globalBatch() > 0) {
            problems.add(
                    "training.fit.global-batch",
                    "has no meaning beside a training.micro-batch that is given, "
                            + "where it is ranks × micro-batch × gradient-accumulation-steps; take it out");
        }
        long globalBatch = (long) training.ranks() * training.microBatch() * training.gradientAccumulationSteps();
        if (globalBatch > MOST_EXAMPLES) {
            problems.add(
                    "training",
                    "ranks × micro-batch × gradient-accumulation-steps must be at most " + MOST_EXAMPLES + ", but is "
                            + globalBatch);
        }
    }

    private static void checkAuto(TrainingConfig training, Problems problems) {
        int globalBatch = training.fit().globalBatch();
        if (globalBatch == 0) {
            problems.add(
                    "training.fit.global-batch",
                    "is missing: training.micro-batch auto cuts a step, and needs to know of how many examples");
        } else if (globalBatch % training.ranks() != 0) {
            problems.add(
                    "training.fit.global-batch",
                    "must be a multiple of training.ranks, which is " + training.ranks() + ", but is " + globalBatch);
        }
        if (training.gradientAccumulationSteps() > 1) {
            problems.add(
                    "training.gradient-accumulation-steps", "is found with training.micro-batch auto; take it out");
        }
        if (training.deterministic()) {
            problems.add(
                    "training.deterministic",
                    "adds up gradients by micro-batches, so that the weights would depend on a machine's memory;"
                            + " give training.micro-batch a number");
        }
    }
}
