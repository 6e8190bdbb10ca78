package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Tensors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CollectivesTest {
    @Test
    void aGroupWithoutAProviderIsNamedBesideThoseThatThereAre() {
        Meeting meeting =
                new Meeting(World.single(), "127.0.0.1", List::of, Duration.ofSeconds(1), Credentials.make(Wire.CLEAR));
        assertThatThrownBy(() -> Collectives.connect("pigeons", meeting))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("training.collective is pigeons")
                .hasMessageContaining("gloo, local, ring");
    }

    @Test
    void severalRanksAreJoinedByARing() throws Exception {
        Credentials credentials = Credentials.make(Wire.CLEAR);
        List<String> kinds = RankThreads.run(2, (world, rendezvous) -> {
            try (Collective group = Collectives.connect(
                    Collectives.AUTO,
                    new Meeting(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30), credentials))) {
                group.allReduceSum(Tensors.zeros(1));
                return group.getClass().getSimpleName();
            }
        });
        assertThat(kinds).containsExactly("RingCollective", "RingCollective");
    }
}
