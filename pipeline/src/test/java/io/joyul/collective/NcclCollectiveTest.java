package io.joyul.collective;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.batch.World;
import io.joyul.tensor.Device;
import io.joyul.tensor.NcclBridge;
import java.time.Duration;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;

/** The battery over NCCL, with as many ranks as there are GPUs; where there is none, all of it is skipped. */
final class NcclCollectiveTest extends CollectiveContract {
    private final ThreadLocal<Device> device = ThreadLocal.withInitial(() -> Device.CPU);

    @BeforeEach
    void requireGpus() {
        NcclBridge.missing().ifPresent(why -> assumeTrue(false, "there is no NCCL: " + why));
        assumeTrue(Device.gpus() > 0, "CUDA sees no GPU");
    }

    @Override
    protected int[] sizes() {
        return IntStream.rangeClosed(1, Math.min(4, Device.gpus())).toArray();
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        device.set(Device.cuda(world.rank()));
        return NcclCollective.connect(new Meeting(
                world,
                "127.0.0.1",
                rendezvous,
                Duration.ofSeconds(60),
                Credentials.make(Wire.OPEN),
                Device.cuda(world.rank())));
    }

    @Override
    protected Tensor place(Tensor host) {
        return device.get().take(host);
    }

    @Override
    protected Tensor host(Tensor placed) {
        return Device.CPU.take(placed);
    }
}
