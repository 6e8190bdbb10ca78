package io.joyul.train;

import io.joyul.batch.World;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rank's stretch of the flat tensors.
 *
 * @param start first element
 * @param end the element behind the last
 */
record Share(long start, long end) {
    /** Elements that are not parted: a cache line, and a whole number of any vector registers. */
    private static final long LINE = 16;

    static Share whole(long elements) {
        return new Share(0, elements);
    }

    /** The stretches of all ranks, which are as long as each other, a line more here and there. */
    static List<Share> of(int ranks, long elements) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> new Share(cut(rank, ranks, elements), cut(rank + 1, ranks, elements)))
                .toList();
    }

    static Share of(World world, long elements) {
        return of(world.size(), elements).get(world.rank());
    }

    private static long cut(int rank, int ranks, long elements) {
        return rank == ranks ? elements : elements / LINE * rank / ranks * LINE;
    }

    long length() {
        return end - start;
    }
}
