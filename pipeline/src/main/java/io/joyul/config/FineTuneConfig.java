package io.joyul.config;

import java.util.Optional;

/**
 * Fine-tuning on the labels.
 *
 * @param engine what computes it
 * @param epochs passes over the labelled examples
 * @param learningRate AdamW's peak
 * @param warmupRatio share of all steps over which the rate climbs
 * @param schedule how it goes on then
 * @param earlyStopping when the stage ends before its last epoch; absent: never
 * @param labelSmoothing share of each target that goes to all classes alike; not in the loss on held-out rows
 * @param classWeights how much each class counts in the loss
 * @param effectiveNumberBeta for {@code effective-number}: the chance that a further row of a class says something new
 * @param adaptation which part of the model is trained; a comparison from scratch always trains all of it
 * @param compareFromScratch also train the same model from random weights, so the report shows what pretraining gains
 */
public record FineTuneConfig(
        @Default("libtorch") Engine engine,
        @Default("3") @Within("[1, 10000]") int epochs,
        @Default("0.0002") @Within("(0, 1]") double learningRate,
        @Default("0.1") @Within("[0, 1)") double warmupRatio,
        ScheduleConfig schedule,
        Optional<EarlyStoppingConfig> earlyStopping,
        @Default("0") @Within("[0, 1)") double labelSmoothing,
        @Default("none") ClassWeighting classWeights,
        @Default("0.999") @Within("[0, 1)") double effectiveNumberBeta,
        AdaptationConfig adaptation,
        @Default("false") boolean compareFromScratch) {

    /** What computes the training. */
    public enum Engine {
        /** Libtorch, and all that these pages tell of. */
        LIBTORCH,
        /** BigDL DLlib's Keras-style layers and its own optimizer, on Spark alone. */
        DLLIB;

        /** The name in a run file. */
        public String label() {
            return KeyNames.of(this);
        }
    }

    /** How much each class counts in the loss; a row counts 1 on average. */
    public enum ClassWeighting {
        NONE,
        /** As much as its rows are fewer. */
        INVERSE_FREQUENCY,
        /** By the effective number of its rows (Cui et al. 2019, https://arxiv.org/abs/1901.05555). */
        EFFECTIVE_NUMBER
    }
}
