package io.joyul.collective;

import io.joyul.batch.World;
import java.time.Duration;

class RingCollectiveTest extends CollectiveContract {
    private final RunSecret secret = RunSecret.make();

    /** How the ranks of this battery talk. */
    Wire wire() {
        return Wire.CLEAR;
    }

    @Override
    protected int[] sizes() {
        return new int[] {1, 2, 3, 4};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        return RingCollective.connect(
                new Meeting(world, "127.0.0.1", rendezvous, Duration.ofSeconds(60), new Credentials(secret, wire())));
    }
}
