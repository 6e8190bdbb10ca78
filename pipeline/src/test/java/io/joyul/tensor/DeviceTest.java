package io.joyul.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeviceTest {
    /** A device of libtorch on which everything has a shape and nothing has memory. */
    private static final Device META = new Device("meta");

    @BeforeEach
    void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void aTensorElsewhereHasNoMemoryHere() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = Tensors.zeros(META, 2, 3);
            assertThat(Device.of(tensor)).isEqualTo(META);
            assertThatThrownBy(() -> Tensors.memory(tensor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a tensor on meta has no memory on the host");
        }
    }

    @Test
    void aTensorIsTakenToADeviceOnlyWhenItIsNotThere() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor host = Tensors.floats(new float[] {1, 2, 3}, 3);
            assertThat(Device.CPU.take(host)).isSameAs(host);
            assertThat(Device.of(META.take(host))).isEqualTo(META);
            Tensors.fill(host, FloatBuffer.wrap(new float[] {4, 5, 6}));
            assertThat(Tensors.toFloats(host)).containsExactly(4, 5, 6);
        }
    }

    @Test
    void dropoutDrawsTheSameBitsOnAnyDevice() {
        try (TensorScope scope = TensorScope.open()) {
            for (int length : new int[] {1, 7, 4096, 5003}) {
                // What a device computes, computed by the same operators on the CPU.
                Tensor bits = DropoutStream.of(7, 3, 1).deviceBits(Device.CPU, (length + 3) / 4);
                float[] kept = new float[length];
                Arrays.fill(kept, 1);
                float[] dropped = Tensors.toFloats(DropoutStream.of(7, 3, 1).apply(Tensors.floats(kept, length), 0.25));
                short[] levels = new short[length];
                Tensors.memory(bits).asShortBuffer().get(levels);
                for (int i = 0; i < length; i++) {
                    assertThat(dropped[i]).isEqualTo(levels[i] < Short.MIN_VALUE + (1 << 14) ? 0 : 1 / 0.75f);
                }
            }
        }
    }

    @Test
    void aStreamGoesOnAlikeOnAnyDevice() {
        try (TensorScope scope = TensorScope.open()) {
            DropoutStream stream = DropoutStream.of(11, 0, 0);
            Tensor first = stream.deviceBits(Device.CPU, 5);
            Tensor second = stream.deviceBits(Device.CPU, 3);
            Tensor all = DropoutStream.of(11, 0, 0).deviceBits(Device.CPU, 8);
            assertThat(Tensors.memory(all.narrow(0, 0, 20)).compareTo(Tensors.memory(first)))
                    .isZero();
            assertThat(Tensors.memory(all.narrow(0, 20, 12)).compareTo(Tensors.memory(second)))
                    .isZero();
        }
    }
}
