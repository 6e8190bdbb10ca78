package io.joyul.model;

import io.joyul.tensor.TensorScope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers that keep only what goes in and comes out, and run again for their gradient (Chen et al. 2016,
 * https://arxiv.org/abs/1604.06174).
 */
final class Recomputation {
    private Recomputation() {}

    /**
     * Runs a layer.
     *
     * @param first the layer as it runs now
     * @param again the layer as it will run for the gradient; gives the same output for the same input, dropout included
     */
    static Tensor run(GraphCuts cuts, UnaryOperator<Tensor> first, UnaryOperator<Tensor> again, Tensor input) {
        Tensor output;
        try (TensorScope inner = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            output = inner.keep(first.apply(input));
        }
        TensorScope.adopt(output);
        return cuts.cut(output, gradient -> {
            Tensor below;
            try (TensorScope inner = TensorScope.open()) {
                Tensor leaf = input.detach();
                leaf.set_requires_grad(true);
                cuts.backwardThrough(() -> again.apply(leaf), gradient);
                // grad() is a reference into the leaf, which ends here; a detached one holds the memory itself.
                below = inner.keep(leaf.grad().detach());
            }
            TensorScope.adopt(below);
            GraphCuts.carry(input, below);
        });
    }
}
