package io.joyul.config;

/**
 * How any training stage runs on the cluster. The global batch is {@code ranks × microBatch ×
 * gradientAccumulationSteps} examples.
 *
 * @param ranks data-parallel processes, one per Spark barrier task
 * @param microBatch examples in one forward and backward pass
 * @param gradientAccumulationSteps passes that a rank adds up before the gradients are averaged
 * @param clipNorm the global gradient norm is held to this; 0 turns clipping off
 * @param weightDecay AdamW's decoupled decay; biases and norms are not decayed
 * @param checkpointEvery optimizer steps between checkpoints; 0: only at the end of each epoch
 * @param keepCheckpoints newest checkpoints kept per stage
 * @param logEvery optimizer steps that one point of the loss curve averages
 * @param retries times the driver starts the stage again after a rank was lost
 * @param scheduleTimeoutSeconds how long ranks may wait for slots before the run stops with a message
 */
public record TrainingConfig(
        int ranks,
        int microBatch,
        int gradientAccumulationSteps,
        double clipNorm,
        double weightDecay,
        int checkpointEvery,
        int keepCheckpoints,
        int logEvery,
        int retries,
        int scheduleTimeoutSeconds)
        implements java.io.Serializable {

    /** Examples in one optimizer step over all ranks. */
    public int globalBatch() {
        return ranks * microBatch * gradientAccumulationSteps;
    }
}
