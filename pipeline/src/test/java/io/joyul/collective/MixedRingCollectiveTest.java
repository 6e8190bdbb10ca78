package io.joyul.collective;

import io.joyul.batch.World;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The same battery with two ranks to a process, so that links of both kinds take turns. */
final class MixedRingCollectiveTest extends RingCollectiveTest {
    private final List<UUID> processes =
            IntStream.range(0, 2).mapToObj(i -> UUID.randomUUID()).toList();

    @Override
    UUID process(World world) {
        return processes.get(world.rank() / 2);
    }

    @Override
    protected int[] sizes() {
        return new int[] {1, 3, 4};
    }
}
