package io.joyul.collective;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What groups can work on. Checked here, for a native assertion would end the process. */
final class FlatTensors {
    private FlatTensors() {}

    static void require(Tensor tensor) {
        if (!tensor.is_contiguous() || tensor.scalar_type().intern() != torch.ScalarType.Float) {
            throw new IllegalArgumentException("only contiguous float32 tensors are summed over ranks");
        }
    }
}
