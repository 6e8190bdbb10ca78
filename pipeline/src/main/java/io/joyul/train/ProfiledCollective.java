package io.joyul.train;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.train.StepProfile.Phase;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** A group whose calls are timed. */
record ProfiledCollective(Collective group, StepProfile profile) implements Collective {
    @Override
    public World world() {
        return group.world();
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        return timed(() -> group.allReduceSumAsync(tensor));
    }

    @Override
    public Pending broadcastAsync(Tensor tensor, int root) {
        return timed(() -> group.broadcastAsync(tensor, root));
    }

    @Override
    public void sumInTree(Tensor tensor) {
        profile.run(Phase.ALL_REDUCE, StepProfile.NO_SLOT, () -> group.sumInTree(tensor));
    }

    private Pending timed(Supplier<Pending> call) {
        StepProfile.Timing timing = profile.begin(Phase.ALL_REDUCE, StepProfile.NO_SLOT);
        Pending pending = call.get();
        return () -> {
            pending.await();
            profile.end(timing);
        };
    }

    @Override
    public void close() {
        group.close();
    }
}
