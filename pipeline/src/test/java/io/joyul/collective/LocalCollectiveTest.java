package io.joyul.collective;

import io.joyul.batch.World;
import java.time.Duration;

final class LocalCollectiveTest extends CollectiveContract {
    @Override
    protected int[] sizes() {
        return new int[] {1};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        return Collectives.connect(
                Collectives.AUTO,
                new Meeting(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30), Credentials.make(Wire.CLEAR)));
    }
}
