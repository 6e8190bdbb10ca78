package io.joyul.model;

import io.joyul.model.Sequences.Run;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.SmallProducts;
import io.joyul.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention among the tokens of each text (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762), in
 * float32. Texts of one length that lie side by side go as one rectangle: n texts, of each W tokens that ask and S that are
 * asked, A heads of D.
 *
 * <p>Training on a CPU goes through {@link HostAttention}, everything else through libtorch's own operators.
 */
final class SelfAttention {
    private final int hidden;
    private final int heads;
    private final int headSize;
    private final double dropped;
    private final HostAttention onHost;

    SelfAttention(BertConfig config) {
        this.hidden = config.hiddenSize();
        this.heads = config.attentionHeads();
        this.headSize = config.headSize();
        this.dropped = config.attentionDropout();
        this.onHost = new HostAttention(heads, headSize, dropped);
    }

    /** Whether training cuts the graph at attention; if so, what its operands share begins at a cut. */
    static boolean cuts(Tensor x, @Nullable DropoutStream dropout) {
        return dropout != null && x.is_cpu() && SmallProducts.available();
    }

    /**
     * What attention mixes, or the gradients of that.
     *
     * @param query (P, H), P over 0
     * @param key (T, H)
     * @param value (T, H)
     */
    record Projections(Tensor query, Tensor key, Tensor value) {
        List<Tensor> all() {
            return List.of(query, key, value);
        }

        Projections contiguous() {
            return new Projections(query.contiguous(), key.contiguous(), value.contiguous());
        }
    }

    /**
     * What each token that asks gathers, (P, H).
     *
     * @param widths for each run of texts, how many tokens of each ask
     * @param dropout null outside of training
     */
    Tensor mix(Projections of, List<Run> runs, int[] widths, @Nullable DropoutStream dropout, GraphCuts cuts) {
        return dropout != null && cuts(of.query(), dropout)
                ? onHost.mix(of.contiguous(), runs, widths, dropout, cuts)
                : mix(of, runs, widths, dropout);
    }

    /** The same, by libtorch. */
    Tensor mix(Projections of, List<Run> runs, int[] widths, @Nullable DropoutStream dropout) {
        // Splitting makes views, and its gradient is one concatenation; padding and gathering would copy each way.
        long[] tokens = runs.stream().mapToLong(Run::tokens).toArray();
        long[] asking = new long[tokens.length];
        Arrays.setAll(asking, i -> (long) runs.get(i).count() * widths[i]);
        TensorVector queries = torch.split_with_sizes(of.query(), asking);
        TensorVector keys = torch.split_with_sizes(of.key(), tokens);
        TensorVector values = torch.split_with_sizes(of.value(), tokens);
        TensorVector mixed = new TensorVector();
        for (int i = 0; i < tokens.length; i++) {
            int texts = runs.get(i).count();
            if (widths[i] > 0) {
                mixed.push_back(attend(
                        heads(texts, queries.get(i)), heads(texts, keys.get(i)), heads(texts, values.get(i)), dropout));
            }
        }
        return mixed.size() == 1 ? mixed.get(0) : torch.cat(mixed);
    }

    /**
     * Attention in a rectangle, (n W, H).
     *
     * @param q (n, A, W, D)
     * @param k (n, A, S, D)
     * @param v (n, A, S, D)
     */
    private Tensor attend(Tensor q, Tensor k, Tensor v, @Nullable DropoutStream dropout) {
        Tensor mixed; // (n, A, W, D)
        if (dropout == null || dropped == 0) {
            mixed = torch.scaled_dot_product_attention(q, k, v);
        } else {
            Tensor scores = q.mul(Tensors.scalar(1 / Math.sqrt(headSize))).matmul(k.transpose(-2, -1)); // (n, A, W, S)
            mixed = dropout.apply(scores.softmax(-1), dropped).matmul(v);
        }
        return mixed.transpose(1, 2).reshape(-1, hidden);
    }

    /** From (n S, H) to (n, A, S, D). */
    private Tensor heads(int texts, Tensor x) {
        return x.view(texts, -1, heads, headSize).transpose(1, 2);
    }
}
