package io.joyul.collective;

import io.joyul.batch.World;
import org.bytedeco.pytorch.Tensor;

/** The ranks of one training group, seen from one of them. Every rank makes the same calls in the same order. */
public interface Collective extends AutoCloseable {
    World world();

    /**
     * Replaces a contiguous float32 tensor by its sum over all ranks; every rank sees the same bits.
     *
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is gone
     */
    void allReduceSum(Tensor tensor);

    @Override
    void close();
}
