package io.joyul.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.model.Sequences.Run;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention whose gradient is written out is that of libtorch. */
class SelfAttentionTest {
    private static final int HIDDEN = 32;
    private static final int[] LENGTHS = {3, 7, 7, 12, 1};

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    private static SelfAttention attention(double dropout) {
        return new SelfAttention(new BertConfig(50, HIDDEN, 1, 4, 64, 16, 2, 0.1, dropout, 1e-12, 0.1, 0, List.of()));
    }

    private static Tensor leaf(int tokens, boolean trained) {
        Tensor leaf = torch.randn(tokens, HIDDEN);
        leaf.set_requires_grad(trained);
        return leaf;
    }

    /** Widths of the runs of 3, 7 (twice), 12 and 1 tokens. */
    @ParameterizedTest
    @CsvSource({"0, 3 7 12 1", "0.1, 3 7 12 1", "0.5, 2 0 5 1", "0.1, 0 1 0 0", "0, 3 2 0 0"})
    void valuesAndGradientsAreLibtorchs(double dropout, String asking) {
        int[] widths = Stream.of(asking.split(" ")).mapToInt(Integer::parseInt).toArray();
        try (TensorScope scope = TensorScope.open()) {
            List<Run> runs = new Sequences(LENGTHS).runs();
            int asked = 0;
            for (int i = 0; i < widths.length; i++) {
                asked += widths[i] * runs.get(i).count();
            }
            Tensor query = leaf(asked, true);
            Tensor key = leaf(Arrays.stream(LENGTHS).sum(), true);
            Tensor value = leaf(Arrays.stream(LENGTHS).sum(), true);
            Tensor weighing = torch.randn(asked, HIDDEN);

            Tensor expected = attention(dropout)
                    .mix(new SelfAttention.Projections(query, key, value), runs, widths, DropoutStream.of(1, 2, 3));
            expected.mul(weighing).sum().backward();
            float[][] gradients = taken(query, key, value);

            GraphCuts cuts = new GraphCuts();
            Tensor found = attention(dropout)
                    .mix(
                            new SelfAttention.Projections(query, key, value),
                            runs,
                            widths,
                            DropoutStream.of(1, 2, 3),
                            cuts);
            assertThat(Tensors.toFloats(found)).containsExactly(Tensors.toFloats(expected), within(1e-5f));
            cuts.backward(found.mul(weighing).sum());
            float[][] own = taken(query, key, value);
            for (int i = 0; i < own.length; i++) {
                assertThat(own[i]).containsExactly(gradients[i], within(1e-5f));
            }
        }
    }

    private static float[][] taken(Tensor... leaves) {
        return Stream.of(leaves)
                .map(leaf -> {
                    float[] gradient = Tensors.toFloats(leaf.grad());
                    leaf.mutable_grad().reset();
                    return gradient;
                })
                .toArray(float[][]::new);
    }

    @Test
    void whatIsNotTrainedGetsNoGradient() {
        try (TensorScope scope = TensorScope.open()) {
            List<Run> runs = new Sequences(LENGTHS).runs();
            int[] widths = runs.stream().mapToInt(Run::length).toArray();
            int tokens = Arrays.stream(LENGTHS).sum();
            Tensor still = leaf(tokens, false);
            Tensor value = leaf(tokens, true);
            GraphCuts cuts = new GraphCuts();

            Tensor mixed = attention(0.1)
                    .mix(
                            new SelfAttention.Projections(still, still, value),
                            runs,
                            widths,
                            DropoutStream.of(1, 2, 3),
                            cuts);
            cuts.backward(mixed.sum());
            assertThat(still.grad().defined()).isFalse();
            assertThat(Tensors.toFloats(value.grad())).hasSize(tokens * HIDDEN);

            Tensor nothing = attention(0.1)
                    .mix(
                            new SelfAttention.Projections(still, still, still),
                            runs,
                            widths,
                            DropoutStream.of(1, 2, 3),
                            cuts);
            assertThat(nothing.requires_grad()).isFalse();
        }
    }
}
