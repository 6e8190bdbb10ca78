package io.joyul.train;

import io.joyul.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Arithmetic on flat gradients. */
final class Gradients {
    private Gradients() {}

    static double squaredNorm(Tensor gradients) {
        try (TensorScope scope = TensorScope.open()) {
            double norm = gradients.norm().item_double();
            return norm * norm;
        }
    }
}
