package io.joyul.train;

import java.util.List;

/**
 * One rank's share of a step whose loss or gradient is no number.
 *
 * @param globalStep counted from 1
 * @param epoch counted from 0
 * @param stepInEpoch counted from 0
 * @param loss mean over the targets of all ranks
 * @param gradientNorm over all ranks
 * @param outcome what became of the step
 */
public record NonFiniteStep(
        int globalStep,
        int epoch,
        int stepInEpoch,
        int rank,
        String loss,
        String gradientNorm,
        String outcome,
        List<Slot> slots) {
    public NonFiniteStep {
        slots = List.copyOf(slots);
    }

    /**
     * One micro-batch.
     *
     * @param slot its place in the global batch
     * @param loss summed over its targets
     * @param exampleIds of its rows
     */
    public record Slot(int slot, String loss, long[] exampleIds) {}
}
