package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.config.TrainingConfig.DeviceKind;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RankDeviceTest {
    private static final String CLUSTER = "spark://host:7077";

    @BeforeEach
    void prepare() {
        Libtorch.prepare(1);
    }

    private static void assertRefused(RankDevice rank, String... parts) {
        assertThatThrownBy(rank::device)
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContainingAll(parts)
                .hasMessageContaining("training.device: cpu");
    }

    @Test
    void withoutAGpuFromSparkRanksComputeOnTheCpuUnlessToldOtherwise() {
        assertThat(new RankDevice(DeviceKind.AUTO, 1, List.of(), false, CLUSTER).device())
                .isEqualTo(Device.CPU);
        assertThat(new RankDevice(DeviceKind.CPU, 1, List.of("3"), false, CLUSTER).device())
                .isEqualTo(Device.CPU);
        assertRefused(
                new RankDevice(DeviceKind.CUDA, 1, List.of(), false, CLUSTER),
                "rank 1 was given no GPU by Spark",
                "spark.executor.resource.gpu.amount");
    }

    @Test
    void anAddressThatIsNoNumberIsRefused() {
        assertRefused(
                new RankDevice(DeviceKind.AUTO, 0, List.of("GPU-8f2c"), false, CLUSTER),
                "was given the GPU GPU-8f2c",
                "number");
    }

    @Test
    void aGpuThatThisLibtorchCannotUseIsRefused() {
        assumeTrue(!Device.knowsGpus(), "this libtorch is built with CUDA");
        for (DeviceKind kind : List.of(DeviceKind.AUTO, DeviceKind.CUDA)) {
            assertRefused(
                    new RankDevice(kind, 2, List.of("7"), false, CLUSTER),
                    "rank 2 was given the GPU 7",
                    "built without CUDA",
                    "joyul.libtorch.path");
        }
        assertRefused(new RankDevice(DeviceKind.CUDA, 0, List.of(), false, "local[2]"), "built without CUDA");
    }
}
