package io.joyul.model;

import io.joyul.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * Layers that keep only what goes in and comes out, and run again for their gradient (Chen et al. 2016,
 * https://arxiv.org/abs/1604.06174). The graph is cut behind each layer; {@link #backward} goes from cut to cut.
 */
final class Recomputation {
    private final Deque<Segment> segments = new ArrayDeque<>();

    /**
     * One layer.
     *
     * @param again gives the same output for the same input, dropout included
     * @param output a leaf of the graph behind, which gathers the gradient of the layer's output
     */
    private record Segment(UnaryOperator<Tensor> again, Tensor input, Tensor output) {}

    /** Forgets the layers of a forward pass whose gradient nobody asked for. */
    void begin() {
        segments.clear();
    }

    /**
     * Runs a layer.
     *
     * @param first the layer as it runs now
     * @param again the layer as it will run for the gradient
     */
    Tensor run(UnaryOperator<Tensor> first, UnaryOperator<Tensor> again, Tensor input) {
        Tensor output;
        try (TensorScope inner = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            output = inner.keep(first.apply(input));
        }
        TensorScope.adopt(output);
        output.set_requires_grad(true);
        segments.push(new Segment(again, input, output));
        return output;
    }

    /** Adds the gradients of a loss, behind the last layer and then layer by layer downwards. */
    void backward(Tensor loss) {
        loss.backward();
        while (!segments.isEmpty()) {
            Segment segment = segments.pop();
            Tensor gradient;
            try (TensorScope inner = TensorScope.open()) {
                Tensor input = segment.input().detach();
                input.set_requires_grad(true);
                backward(segment.again().apply(input), segment.output().grad());
                // grad() is a reference into the input, which ends here; a detached one holds the memory itself.
                gradient = inner.keep(input.grad().detach());
            }
            TensorScope.adopt(gradient);
            // Between two layers lies a cut, whose gradient this is; below the first lie the embeddings.
            if (segments.isEmpty()) {
                backward(segment.input(), gradient);
            } else {
                segment.input().mutable_grad().put(gradient);
            }
        }
    }

    private static void backward(Tensor output, Tensor gradient) {
        if (output.requires_grad()) {
            output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
        }
    }
}
