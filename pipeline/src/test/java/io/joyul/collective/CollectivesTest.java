package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
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
                .hasMessageContaining("gloo, local, nccl, ring");
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

    private static Meeting of(Device device) {
        return new Meeting(
                World.single(), "127.0.0.1", List::of, Duration.ofSeconds(1), Credentials.make(Wire.OPEN), device);
    }

    @Test
    void ncclIsRefusedWhereThereIsNoneOrNoGpu() {
        Libtorch.prepare(1);
        assertThatThrownBy(() -> Collectives.connect("nccl", of(Device.CPU)))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("training.collective is nccl, and rank 0 computes on the CPU")
                .hasMessageContaining("take training.collective ring");
        assumeTrue(!Device.knowsGpus(), "libtorch is built for GPUs");
        assertThatThrownBy(() -> Collectives.connect("nccl", of(Device.cuda(0))))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NATIVE_UNAVAILABLE))
                .hasMessageContaining("rank 0 has no NCCL: this libtorch is built without CUDA");
    }

    @Test
    void ranksOnGpusWithoutNcclAreJoinedByARing() throws Exception {
        Libtorch.prepare(1);
        assumeTrue(!Device.knowsGpus(), "libtorch is built for GPUs");
        Credentials credentials = Credentials.make(Wire.OPEN);
        List<String> kinds = RankThreads.run(2, (world, rendezvous) -> {
            try (Collective group = Collectives.connect(
                    Collectives.AUTO,
                    new Meeting(
                            world,
                            "127.0.0.1",
                            rendezvous,
                            Duration.ofSeconds(30),
                            credentials,
                            Device.cuda(world.rank())))) {
                return group.getClass().getSimpleName();
            }
        });
        assertThat(kinds).containsExactly("RingCollective", "RingCollective");
    }
}
