package io.joyul.batch;

import java.util.List;

/**
 * What one rank computes in one optimizer step.
 *
 * @param epoch counted from 0
 * @param stepInEpoch counted from 0
 * @param microBatches this rank's share; empty for a rank that there are too few micro-batches for
 */
public record StepBatches(int epoch, int stepInEpoch, List<MicroBatch> microBatches) {
    public StepBatches {
        microBatches = List.copyOf(microBatches);
    }

    /**
     * One forward and backward pass.
     *
     * @param slot its place in the global batch, counted from 0 over all ranks: the same examples have the same slot at
     *     any number of ranks, so draws seeded by it (dropout) do not depend on who computes it
     */
    public record MicroBatch(int slot, HostBatch batch) {}
}
