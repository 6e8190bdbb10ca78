package io.joyul.collective;

import io.joyul.batch.World;
import java.util.UUID;

/** The same battery through the memory of a process, where TLS has nothing to cover. */
final class MemoryRingCollectiveTest extends RingCollectiveTest {
    @Override
    UUID process(World world) {
        return RingLinks.HERE;
    }

    @Override
    Wire wire() {
        return Wire.TLS;
    }

    @Override
    String protection() {
        return "the process that they share";
    }
}
