package io.joyul.train;

import io.joyul.batch.BatchSource;
import io.joyul.batch.StepBatches;
import io.joyul.train.StepProfile.Phase;
import java.util.Iterator;

/** Batches that are waited for under a profile's eyes. A step begins with the wait for its batch. */
record ProfiledSource(BatchSource source, StepProfile profile) implements BatchSource {
    @Override
    public int stepsPerEpoch() {
        return source.stepsPerEpoch();
    }

    @Override
    public Iterator<StepBatches> epoch(int epoch, int firstStep) {
        Iterator<StepBatches> steps = source.epoch(epoch, firstStep);
        return new Iterator<>() {
            private boolean asked;

            @Override
            public boolean hasNext() {
                if (asked) {
                    return steps.hasNext();
                }
                asked = true;
                profile.beginStep();
                return profile.time(Phase.DATA, StepProfile.NO_SLOT, steps::hasNext);
            }

            @Override
            public StepBatches next() {
                asked = false;
                return profile.time(Phase.DATA, StepProfile.NO_SLOT, steps::next);
            }
        };
    }

    @Override
    public void close() {
        source.close();
    }
}
