package io.joyul.train;

import java.io.Serializable;
import java.util.List;

/**
 * How a training stage ended.
 *
 * @param checkpoint path of the last checkpoint, or of the best where the stage may end early
 * @param globalStep optimizer steps done
 * @param history over all attempts
 * @param microBatch examples in one forward and backward pass, given or found
 * @param parameters of the model
 * @param trained of these; the others are frozen
 * @param memory of each rank of the last attempt
 */
public record TrainingResult(
        String checkpoint,
        int globalStep,
        TrainingHistory history,
        int microBatch,
        long parameters,
        long trained,
        List<PeakMemory> memory)
        implements Serializable {
    public TrainingResult {
        memory = List.copyOf(memory);
    }
}
