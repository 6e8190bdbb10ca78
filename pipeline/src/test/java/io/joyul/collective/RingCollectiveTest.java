package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.batch.World;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RingCollectiveTest extends CollectiveContract {
    private final RunSecret secret = RunSecret.make();

    /** How the ranks of this battery talk. */
    Wire wire() {
        return Wire.CLEAR;
    }

    /** Where a rank of this battery is to live: each for itself. */
    UUID process(World world) {
        return UUID.randomUUID();
    }

    /** What it says of that. */
    String protection() {
        return "";
    }

    @Test
    void itTellsWhatCoversItsConnections() throws Exception {
        assertThat(play(2, group -> group.protection().orElse("")))
                .allSatisfy(told -> assertThat(told).isEqualTo(protection()));
        assertThat(play(1, group -> group.protection().orElse(""))).containsExactly("");
    }

    @Override
    protected int[] sizes() {
        return new int[] {1, 2, 3, 4};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        return RingCollective.connect(
                new Meeting(world, "127.0.0.1", rendezvous, Duration.ofSeconds(60), new Credentials(secret, wire())),
                process(world));
    }
}
