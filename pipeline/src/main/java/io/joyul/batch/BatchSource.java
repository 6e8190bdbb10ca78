package io.joyul.batch;

import java.util.Iterator;

/** Where a training loop takes its batches from. The order is a pure function of seed and epoch. */
public interface BatchSource extends AutoCloseable {
    /** Optimizer steps in each epoch; the last may be smaller. */
    int stepsPerEpoch();

    /**
     * The steps of one epoch for this rank, from {@code firstStep} on, without reading what lies before it where that
     * can be helped.
     */
    Iterator<StepBatches> epoch(int epoch, int firstStep);

    @Override
    void close();
}
