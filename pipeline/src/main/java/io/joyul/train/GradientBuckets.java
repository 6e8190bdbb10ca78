package io.joyul.train;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.jspecify.annotations.Nullable;

/**
 * Sums gradients over the ranks bucket by bucket, each as soon as the backward has left it (Li et al. 2020,
 * https://arxiv.org/abs/2006.15704). Micro-batches before a rank's last are added up at home.
 *
 * <p>Buckets are stretches of the flat gradients, which lie in the order in which the backward fills them. All ranks
 * begin their buckets in that one order, whatever order the gradients come in, and what has no gradient in a step goes
 * out, as zeros, when the backward is over: no rank waits for one that another will not send. The last bucket, with the
 * tally behind it, always goes then.
 *
 * <p>A leaf's hook is called before its gradient is added. So it is the next call that tells that this one is done, for
 * the nodes of a graph run one after the other. A leaf may be reached several times, where layers are computed again
 * piece by piece and a matrix serves in two of them; how often is learnt in the first step, in which nothing leaves early.
 */
final class GradientBuckets implements GradientSum {
    private final ParameterStore parameters;
    private final Collective collective;
    private final List<Bucket> buckets;
    private final List<LeafHook> hooks = new ArrayList<>();
    private final List<Pending> underWay = new ArrayList<>();
    private boolean armed;
    private @Nullable LeafHook before;
    private boolean learnt;
    private int begun;
    private boolean measured;
    private double squaredNorm;
    private @Nullable RuntimeException failure;

    /** A stretch of the flat gradients, and how many gradients the backward has still to add to it. */
    private static final class Bucket {
        private final long start;
        private final long end;
        private int missing;

        Bucket(long start, long end) {
            this.start = start;
            this.end = end;
        }
    }

    /** Called back by libtorch; the list that holds it keeps it alive as long as it is registered. */
    private final class LeafHook extends VoidTensorHook {
        private final Tensor leaf;
        private final Bucket bucket;
        private final int registration;
        private int expected = 1;
        private int calls;

        LeafHook(Tensor leaf, Bucket bucket) {
            this.leaf = leaf;
            this.bucket = bucket;
            this.registration = leaf.register_hook(this);
        }

        @Override
        public void call(TensorBase gradient) {
            if (armed) {
                reached(this);
            }
        }

        /** Its gradient has been added. */
        void done() {
            calls++;
            if (calls <= expected) {
                bucket.missing--;
            }
        }

        void remove() {
            leaf.remove_hook(registration);
            close();
        }
    }

    GradientBuckets(ParameterStore parameters, Collective collective, long bucketBytes) {
        this.parameters = parameters;
        this.collective = collective;
        this.buckets = buckets(parameters.leaves(), bucketBytes / Float.BYTES, parameters.elements());
        if (collective.world().size() > 1) {
            for (ParameterStore.Leaf leaf : parameters.leaves()) {
                Bucket home = buckets.stream()
                        .filter(bucket -> leaf.offset() < bucket.end)
                        .findFirst()
                        .orElseThrow();
                hooks.add(new LeafHook(leaf.parameter(), home));
            }
        }
    }

    private static List<Bucket> buckets(List<ParameterStore.Leaf> leaves, long most, long elements) {
        List<Bucket> buckets = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < leaves.size(); i++) {
            boolean last = i == leaves.size() - 1;
            long end = last ? elements : leaves.get(i + 1).offset();
            if (last || end - start >= most) {
                buckets.add(new Bucket(start, end));
                start = end;
            }
        }
        return buckets;
    }

    @Override
    public StepTally sum(List<MicroBatch> mine, Backward backward, StepTally tally) {
        begin(tally.isSampled());
        boolean alone = collective.world().size() == 1;
        for (int i = 0; i < mine.size(); i++) {
            armed = !alone && i == mine.size() - 1;
            backward.run(mine.get(i), tally);
            armed = false;
            if (alone && tally.isSampled() && i == 0 && mine.size() > 1) {
                tally.addPart(Gradients.squaredNorm(parameters.flatGradients()), tally.targets());
            }
        }
        return end(tally);
    }

    private void begin(boolean sampled) {
        measured = sampled && collective.world().size() > 1;
        squaredNorm = 0;
        begun = 0;
        before = null;
        failure = null;
        underWay.clear();
        buckets.forEach(bucket -> bucket.missing = 0);
        for (LeafHook hook : hooks) {
            hook.calls = 0;
            hook.bucket.missing += hook.expected;
        }
    }

    /** The backward is at a leaf: the one before has its gradient. An exception must not cross the native engine. */
    private void reached(LeafHook hook) {
        if (failure != null) {
            return;
        }
        try (TensorScope scope = TensorScope.open()) {
            if (before != null) {
                before.done();
            }
            before = hook;
            if (buckets.indexOf(hook.bucket) < begun) {
                throw new IllegalStateException("a gradient came after its bucket had left, from " + hook.bucket.start);
            }
            while (learnt && begun < buckets.size() - 1 && buckets.get(begun).missing == 0) {
                launchNext();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void learn() {
        if (before != null) {
            before.done();
            if (!learnt) {
                hooks.forEach(hook -> hook.expected = Math.max(1, hook.calls));
                learnt = true;
            }
        }
    }

    private void launchNext() {
        Bucket bucket = buckets.get(begun);
        measure(bucket);
        underWay.add(collective.allReduceSumAsync(stretch(bucket, 0)));
        begun++;
    }

    private void measure(Bucket bucket) {
        if (measured) {
            squaredNorm += Gradients.squaredNorm(stretch(bucket, 0));
        }
    }

    private Tensor stretch(Bucket bucket, int extra) {
        return parameters.flatGradientsAndTally().narrow(0, bucket.start, bucket.end - bucket.start + extra);
    }

    /** Sends what the hooks have left, and waits for all. */
    private StepTally end(StepTally tally) {
        if (failure != null) {
            throw failure;
        }
        learn();
        try (TensorScope scope = TensorScope.open()) {
            while (begun < buckets.size() - 1) {
                launchNext();
            }
            Bucket last = buckets.get(begun);
            measure(last);
            if (measured) {
                tally.addPart(squaredNorm, tally.targets());
            }
            tally.store(parameters.tally());
            underWay.add(collective.allReduceSumAsync(stretch(last, ParameterStore.TALLY)));
            underWay.forEach(Pending::await);
            return tally.load(parameters.tally());
        }
    }

    @Override
    public void close() {
        hooks.forEach(LeafHook::remove);
    }
}
