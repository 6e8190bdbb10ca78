package io.joyul.dllib;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A rank's view of a {@link RankGroup}.
 *
 * <p>A sum costs the driver two jobs, whatever its length. So calls that are begun are gathered, and the first that is
 * awaited takes all of them along as one; all ranks make the same calls in the same order, and gather the same.
 */
final class DllibCollective implements Collective {
    private final World world;
    private final HandOver handOver;
    private final List<Gathered> gathered = new ArrayList<>();
    private volatile boolean closed;

    DllibCollective(World world, HandOver handOver) {
        this.world = world;
        this.handOver = handOver;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        if (!tensor.is_contiguous() || tensor.scalar_type().intern() != torch.ScalarType.Float) {
            throw new IllegalArgumentException("only contiguous float32 tensors are summed over ranks");
        }
        requireOpen();
        // A handle of its own on the same memory, which outlives a scope that the calling thread may have open.
        Gathered call = new Gathered(new Tensor(tensor).retainReference());
        gathered.add(call);
        return call;
    }

    private final class Gathered implements Pending {
        private final Tensor tensor;
        private final int length;
        private boolean done;

        Gathered(Tensor tensor) {
            this.tensor = tensor;
            this.length = Math.toIntExact(tensor.numel());
        }

        @Override
        public void await() {
            if (!done) {
                requireOpen();
                sumGathered();
            }
        }

        void copyTo(float[] values, int from) {
            System.arraycopy(Tensors.toFloats(tensor.cpu()), 0, values, from, length);
        }

        void fill(float[] sums, int from) {
            float[] mine = Arrays.copyOfRange(sums, from, from + length);
            tensor.copy_(Tensors.floats(mine, length).view(tensor.sizes()));
            done = true;
            release();
        }

        void release() {
            tensor.releaseReference();
        }
    }

    private void sumGathered() {
        List<Gathered> calls = List.copyOf(gathered);
        gathered.clear();
        try (NoGradGuard noGrad = new NoGradGuard();
                TensorScope scope = TensorScope.open()) {
            float[] values =
                    new float[calls.stream().mapToInt(call -> call.length).reduce(0, Math::addExact)];
            int end = 0;
            for (Gathered call : calls) {
                call.copyTo(values, end);
                end += call.length;
            }
            float[] sums = handOver.sum(values);
            end = 0;
            for (Gathered call : calls) {
                call.fill(sums, end);
                end += call.length;
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, "rank " + world.rank() + " has left its group of " + world.size());
        }
    }

    @Override
    public void close() {
        closed = true;
        gathered.forEach(Gathered::release);
        gathered.clear();
    }
}
