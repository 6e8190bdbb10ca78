package io.joyul.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TensorsTest {
    @BeforeAll
    static void load() {
        Libtorch.prepare(1);
    }

    @Test
    void numbersOutsideTheHeapAreViewedAndNotCopied() {
        IntBuffer numbers = ByteBuffer.allocateDirect(40)
                .order(ByteOrder.nativeOrder())
                .slice(8, 32)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        numbers.put(0, new int[] {5, -1, 7, Integer.MAX_VALUE, 0, 3, 2, 1});
        try (TensorScope scope = TensorScope.open()) {
            Tensor view = Tensors.ints(numbers);
            assertThat(Tensors.toLongs(view.to(org.bytedeco.pytorch.global.torch.ScalarType.Long)))
                    .containsExactly(5, -1, 7, Integer.MAX_VALUE, 0, 3, 2, 1);
            numbers.put(1, 9);
            assertThat(Tensors.memory(view).asIntBuffer()).isEqualTo(numbers);
        }
    }

    @Test
    void anEmptyTensorHasEmptyMemory() {
        try (TensorScope scope = TensorScope.open()) {
            assertThat(Tensors.toFloats(Tensors.zeros(0, 3))).isEmpty();
            assertThat(Tensors.memory(Tensors.zeros(0)).asIntBuffer().capacity())
                    .isZero();
        }
    }

    @Test
    void numbersOnTheHeapAreCopied() {
        IntBuffer numbers = IntBuffer.wrap(new int[] {4, 5});
        try (TensorScope scope = TensorScope.open()) {
            Tensor copy = Tensors.ints(numbers);
            numbers.put(0, 9);
            assertThat(Tensors.memory(copy).asIntBuffer().get(0)).isEqualTo(4);
        }
    }
}
