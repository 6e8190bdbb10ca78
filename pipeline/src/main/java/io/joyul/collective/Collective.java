package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The ranks of one training group, seen from one of them. Every rank makes the same calls in the same order.
 *
 * <p>All tensors are contiguous float32, and views into a larger one will do. The one thing that a group must be able to
 * do is to sum; the other calls can be made of sums, and a group that has a shorter way overrides them.
 */
public interface Collective extends AutoCloseable {
    World world();

    /**
     * Begins to replace a tensor by its sum over all ranks; every rank sees the same bits. Several such calls may be
     * under way at once.
     *
     * @throws IllegalArgumentException when the tensor is not contiguous float32
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is known to be gone
     */
    Pending allReduceSumAsync(Tensor tensor);

    /**
     * Replaces a tensor by its sum over all ranks; every rank sees the same bits.
     *
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is gone
     */
    default void allReduceSum(Tensor tensor) {
        allReduceSumAsync(tensor).await();
    }

    /**
     * Begins to replace a tensor by the one that rank {@code root} has. Values arrive as they are, but that a group may
     * turn −0 into 0.
     *
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is known to be gone
     */
    default Pending broadcastAsync(Tensor tensor, int root) {
        if (world().rank() != root) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                tensor.zero_();
            }
        }
        return allReduceSumAsync(tensor);
    }

    /**
     * Replaces a tensor by its sum over all ranks, added up in a binary tree over the ranks: neighbours first, then
     * pairs of neighbours. So the bits are those that fewer ranks get which add up the same pairs themselves. −0 counts
     * as 0.
     *
     * @throws IllegalArgumentException when the number of ranks is no power of two
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is gone
     */
    default void sumInTree(Tensor tensor) {
        int rank = world().rank();
        RankTree.requirePowerOfTwo(world().size());
        try (NoGradGuard noGrad = new NoGradGuard();
                Tensor sum = tensor.clone()) {
            for (int half = 1; half < world().size(); half *= 2) {
                int whole = 2 * half;
                for (int first = 0; first < world().size(); first += whole) {
                    // Two ranks have a part of the sum each; the zeros of the others leave it as it is.
                    if (rank == first || rank == first + half) {
                        sum.copy_(tensor);
                    } else {
                        sum.zero_();
                    }
                    allReduceSum(sum);
                    if (rank / whole == first / whole) {
                        tensor.copy_(sum);
                    }
                }
            }
        }
    }

    /**
     * What each rank gives, by rank: one sum of as many numbers as there are bytes. For short messages between ranks that
     * come here together, which a {@link Rendezvous} over Spark's barrier would take a second for.
     *
     * @param message as long as those of the other ranks
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is gone
     */
    default List<byte[]> gather(byte[] message) {
        int length = message.length;
        float[] mine = new float[world().size() * length];
        for (int i = 0; i < length; i++) {
            mine[world().rank() * length + i] = message[i];
        }
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor all = Tensors.floats(mine, mine.length);
            allReduceSum(all);
            float[] numbers = Tensors.toFloats(all);
            return IntStream.range(0, world().size())
                    .mapToObj(rank -> {
                        byte[] theirs = new byte[length];
                        for (int i = 0; i < length; i++) {
                            theirs[i] = (byte) numbers[rank * length + i];
                        }
                        return theirs;
                    })
                    .toList();
        }
    }

    /** What covers what the ranks say to each other, such as {@code TLSv1.3}; empty for what is sent as it is. */
    default Optional<String> protection() {
        return Optional.empty();
    }

    /** Leaves the group, also with calls under way: these may fail, on this rank and on the others, and do not hang. */
    @Override
    void close();
}
