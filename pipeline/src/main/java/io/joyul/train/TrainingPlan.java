package io.joyul.train;

import java.util.List;

/**
 * The numbers of one training run.
 *
 * @param seed of dropout
 * @param epochs to train at most
 * @param stopping when the run ends before that
 * @param clipNorm the gradient's norm is held to this; 0: never clipped
 * @param logEvery steps in one point of the loss curve
 * @param checkpointEvery steps between checkpoints; 0: only at the end of each epoch
 * @param from steps that another run did, from whose weights this one goes on: what the dev split said before does not end
 *     it, though its learning rate goes on from all of it, as the weights do
 * @param engine how each step is computed
 * @param probes steps after which the dev split is looked at and a checkpoint is due, in the middle of an epoch too
 */
public record TrainingPlan(
        long seed,
        int epochs,
        LearningRate learningRate,
        EarlyStopping stopping,
        double clipNorm,
        int logEvery,
        int checkpointEvery,
        int from,
        EngineOptions engine,
        List<Integer> probes) {
    public TrainingPlan {
        probes = List.copyOf(probes);
    }

    /** Of a run of its own, without probes. */
    public TrainingPlan(
            long seed,
            int epochs,
            LearningRate learningRate,
            EarlyStopping stopping,
            double clipNorm,
            int logEvery,
            int checkpointEvery,
            EngineOptions engine) {
        this(seed, epochs, learningRate, stopping, clipNorm, logEvery, checkpointEvery, 0, engine, List.of());
    }
}
