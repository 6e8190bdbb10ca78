package io.joyul.train;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.collective.Collective;
import io.joyul.model.ParameterStore;
import java.util.List;

/** How the gradients of a step's micro-batches become one sum, over all ranks, in the parameter store. */
sealed interface GradientSum extends AutoCloseable permits GradientBuckets, SlotTree {
    /** Forward and backward of one micro-batch; its gradient is added to those in the parameter store. */
    @FunctionalInterface
    interface Backward {
        void run(MicroBatch micro, StepTally tally);
    }

    /**
     * Runs the micro-batches and sums.
     *
     * @param mine this rank's; the gradients in the parameter store are zero
     * @param tally of this rank, empty
     * @return the tally over all ranks
     */
    StepTally sum(List<MicroBatch> mine, Backward backward, StepTally tally);

    @Override
    void close();

    /** The sum that a plan asks for. */
    static GradientSum of(ParameterStore parameters, Collective collective, EngineOptions options) {
        return options.slots() > 0
                ? new SlotTree(parameters, collective, options.slots())
                : new GradientBuckets(parameters, collective, options.bucketBytes());
    }
}
