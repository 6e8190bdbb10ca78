package io.joyul.train;

import io.joyul.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Arithmetic on flat gradients. */
public final class Gradients {
    private Gradients() {}

    /** The Euclidean norm. */
    public static double norm(Tensor gradients) {
        try (TensorScope scope = TensorScope.open()) {
            return gradients.norm().item_double();
        }
    }

    /**
     * What gradients of some norm are divided by to be no longer than a limit (Pascanu et al. 2013,
     * https://arxiv.org/abs/1211.5063), as PyTorch's {@code clip_grad_norm_} does it.
     *
     * @param limit 0: there is none
     * @return 1 where they are short enough
     */
    public static double excess(double norm, double limit) {
        return limit > 0 && norm > limit ? (norm + 1e-6) / limit : 1;
    }

    static double squaredNorm(Tensor gradients) {
        double norm = norm(gradients);
        return norm * norm;
    }
}
