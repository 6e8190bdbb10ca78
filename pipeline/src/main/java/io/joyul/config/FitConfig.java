package io.joyul.config;

import java.io.Serializable;

/**
 * What a micro-batch that is found by itself has to fit.
 *
 * @param globalBatch examples in one optimizer step over all ranks, which then do not follow from the micro-batch; 0: not
 *     given
 * @param memoryGigabytes that one rank may take outside of the Java heap: parameters, gradients, the optimizer's moments
 *     and what a forward and backward pass needs. 0: half of the machine's memory, shared by the ranks on it. On a GPU
 *     it is the GPU's memory that counts, whatever stands here
 */
public record FitConfig(
        @Default("0") @Within("[0, 16777216]") int globalBatch,
        @Default("0") @Within("[0, ∞)") double memoryGigabytes) implements Serializable {
    /** For a micro-batch that is given. */
    public static final FitConfig NONE = new FitConfig(0, 0);
}
