package io.joyul.model;

import io.joyul.model.SelfAttention.Projections;
import io.joyul.model.Sequences.Run;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.SmallProducts;
import io.joyul.tensor.SmallProducts.Matrices;
import io.joyul.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention in training on a CPU, with values and gradient written out. A batch of short texts has thousands of small
 * products in a step, so each goes straight to OpenBLAS, from where its operands lie to where its result belongs; the
 * graph knows nothing of it, and is cut here.
 *
 * @param heads A, of D elements each
 * @param headSize D
 * @param dropped probability of dropout
 */
record HostAttention(int heads, int headSize, double dropped) {
    /**
     * Texts of one length side by side.
     *
     * @param count n
     * @param width W, how many tokens of each ask
     * @param length S
     * @param asking elements in front of their queries
     * @param asked elements in front of their keys and values
     */
    private record Rectangle(int count, int width, int length, long asking, long asked) {}

    /**
     * Attention's weights in a rectangle.
     *
     * @param all (n, A, W, S), softmax: each row adds up to one
     * @param kept the same after dropout
     */
    private record Weights(Rectangle texts, Tensor all, Tensor kept) {}

    /**
     * What each token that asks gathers, (P, H), behind a cut.
     *
     * @param of contiguous
     * @param widths for each run of texts, how many tokens of each ask
     */
    Tensor mix(Projections of, List<Run> runs, int[] widths, DropoutStream dropout, GraphCuts cuts) {
        List<Weights> weights = new ArrayList<>();
        Tensor mixed;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            mixed = torch.empty_like(of.query());
            for (Rectangle texts : rectangles(runs, widths)) {
                Weights made = weights(texts, of, dropout);
                products(texts)
                        .multiply(squares(texts, made.kept()), asked(texts, of.value()), asking(texts, mixed), 1);
                weights.add(made);
            }
        }
        return of.all().stream().anyMatch(Tensor::requires_grad)
                ? cuts.cut(mixed, gradient -> backward(of, weights, gradient))
                : mixed;
    }

    private List<Rectangle> rectangles(List<Run> runs, int[] widths) {
        List<Rectangle> rectangles = new ArrayList<>();
        long asking = 0;
        long asked = 0;
        for (int i = 0; i < widths.length; i++) {
            Run run = runs.get(i);
            if (widths[i] > 0) {
                rectangles.add(new Rectangle(run.count(), widths[i], run.length(), asking, asked));
            }
            asking += (long) run.count() * widths[i] * hidden();
            asked += (long) run.tokens() * hidden();
        }
        return rectangles;
    }

    private Weights weights(Rectangle texts, Projections of, DropoutStream dropout) {
        Tensor all;
        Tensor kept;
        try (TensorScope inner = TensorScope.open()) {
            Tensor scores = of.query().new_empty(texts.count(), heads, texts.width(), texts.length());
            products(texts)
                    .multiplyByTransposed(
                            asking(texts, of.query()), asked(texts, of.key()), squares(texts, scores), scale());
            all = inner.keep(scores.softmax(-1));
            kept = inner.keep(dropout.apply(all, dropped));
        }
        TensorScope.adopt(all);
        TensorScope.adopt(kept);
        return new Weights(texts, all, kept);
    }

    /**
     * Carries on the gradient of what was gathered.
     *
     * @param gradient (P, H)
     */
    private void backward(Projections of, List<Weights> weights, Tensor gradient) {
        try (TensorScope inner = TensorScope.open()) {
            Projections gradients;
            try (NoGradGuard noGrad = new NoGradGuard()) {
                // Of texts in which nobody asks, keys and values have none.
                gradients = new Projections(
                        torch.empty_like(of.query()), torch.zeros_like(of.key()), torch.zeros_like(of.value()));
                Tensor contiguous = gradient.contiguous();
                weights.forEach(some -> backward(of, some, contiguous, gradients));
            }
            GraphCuts.carry(of.all(), gradients.all());
        }
    }

    /**
     * With P = softmax(S), D = P∘M of dropout's factors M, and O = D V: dV = Dᵀ dO, dD = dO Vᵀ, and of the scores
     * dS = D∘dD − P∘rowsum(D∘dD).
     */
    private void backward(Projections of, Weights weights, Tensor gradient, Projections gradients) {
        Rectangle texts = weights.texts();
        SmallProducts products = products(texts);
        Matrices outer = asking(texts, gradient);
        products.multiplyTransposed(squares(texts, weights.kept()), outer, asked(texts, gradients.value()), 1);
        Tensor scores = torch.empty_like(weights.kept());
        products.multiplyByTransposed(outer, asked(texts, of.value()), squares(texts, scores), 1);
        scores.mul_(weights.kept());
        Tensor sums = scores.sum(new long[] {-1}, true, new ScalarTypeOptional());
        scores.addcmul_(weights.all(), sums, new Scalar(-1.0));
        products.multiply(squares(texts, scores), asked(texts, of.key()), asking(texts, gradients.query()), scale());
        products.multiplyTransposed(
                squares(texts, scores), asking(texts, of.query()), asked(texts, gradients.key()), scale());
    }

    private SmallProducts products(Rectangle texts) {
        return new SmallProducts(texts.count(), heads);
    }

    /** Of the scores. */
    private double scale() {
        return 1 / Math.sqrt(headSize);
    }

    private int hidden() {
        return heads * headSize;
    }

    /** The heads' parts (W, D) of what lies as the queries do. */
    private Matrices asking(Rectangle texts, Tensor memory) {
        return parts(memory, texts.asking(), texts.width());
    }

    /** The heads' parts (S, D) of what lies as keys and values do. */
    private Matrices asked(Rectangle texts, Tensor memory) {
        return parts(memory, texts.asked(), texts.length());
    }

    private Matrices parts(Tensor memory, long start, int tokens) {
        return new Matrices(memory, start, tokens, headSize, hidden(), (long) tokens * hidden(), headSize);
    }

    /** What each head has for each pair of tokens, (W, S). */
    private Matrices squares(Rectangle texts, Tensor memory) {
        long head = (long) texts.width() * texts.length();
        return new Matrices(memory, 0, texts.width(), texts.length(), texts.length(), heads * head, head);
    }
}
