package io.joyul.train;

/**
 * The numbers of one training run.
 *
 * @param seed of dropout
 * @param epochs to train at most
 * @param stopping when the run ends before that
 * @param clipNorm the gradient's norm is held to this; 0: never clipped
 * @param logEvery steps in one point of the loss curve
 * @param checkpointEvery steps between checkpoints; 0: only at the end of each epoch
 * @param engine how each step is computed
 */
public record TrainingPlan(
        long seed,
        int epochs,
        LearningRate learningRate,
        EarlyStopping stopping,
        double clipNorm,
        int logEvery,
        int checkpointEvery,
        EngineOptions engine) {}
