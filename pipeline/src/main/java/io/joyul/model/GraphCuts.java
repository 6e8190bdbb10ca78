package io.joyul.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Places where libtorch's graph of a forward pass ends and another begins, so that what lies between the two may compute
 * its gradient by itself. {@link #backward} goes from cut to cut, the last one first.
 *
 * <p>Whatever goes around a cut to what lies behind it, such as a residual, must itself begin at a cut, or its gradient
 * would be carried on before it is whole: see {@link #entry}.
 */
final class GraphCuts {
    private final Deque<Cut> cuts = new ArrayDeque<>();

    /** Carries the gradient of what came out on to what went in, see {@link #carry}. */
    @FunctionalInterface
    interface Carrier {
        void carry(Tensor gradient);
    }

    /**
     * @param output a leaf of the graph behind, which gathers the gradient
     */
    private record Cut(Tensor output, Carrier carrier) {}

    /** Forgets a forward pass whose gradient nobody asked for. */
    void begin() {
        cuts.clear();
    }

    /** Cuts behind something that was computed without a graph. */
    Tensor cut(Tensor output, Carrier carrier) {
        output.set_requires_grad(true);
        cuts.push(new Cut(output, carrier));
        return output;
    }

    /** What has been computed so far, as the beginning of a graph of its own. */
    Tensor entry(Tensor input) {
        return input.requires_grad() ? cut(input.detach(), gradient -> carry(input, gradient)) : input;
    }

    /** Adds the gradients of a loss to all that it depends on. */
    void backward(Tensor loss) {
        loss.backward();
        carryAbove(0);
    }

    /**
     * Goes backward through what something computes here and now, with the cuts that it makes.
     *
     * @param gradient of what it gives
     */
    void backwardThrough(Supplier<Tensor> forward, Tensor gradient) {
        int below = cuts.size();
        carry(forward.get(), gradient);
        carryAbove(below);
    }

    private void carryAbove(int below) {
        while (cuts.size() > below) {
            Cut cut = cuts.pop();
            Tensor gradient = cut.output().grad();
            if (gradient.defined()) {
                cut.carrier().carry(gradient);
                cut.output().mutable_grad().reset();
            }
        }
    }

    /** Goes backward from an output to the cut below it. */
    static void carry(Tensor output, Tensor gradient) {
        carry(List.of(output), List.of(gradient));
    }

    /** The same for several at once, which may share a graph. Those that need no gradient are left out. */
    static void carry(List<Tensor> outputs, List<Tensor> gradients) {
        TensorVector needy = new TensorVector();
        TensorVector theirs = new TensorVector();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).requires_grad()) {
                needy.push_back(outputs.get(i));
                theirs.push_back(gradients.get(i));
            }
        }
        if (!needy.empty()) {
            torch.backward(needy, theirs, new BoolOptional(), false, new TensorVector());
        }
    }
}
