package io.joyul.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.config.ComputeConfig;
import io.joyul.config.ComputeConfig.Precision;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a model computes, it computes the same. */
class ComputeTest {
    private static final int VOCABULARY = 50;
    private static final int[] LENGTHS = {3, 7, 7, 12};
    private static final int[] CHOSEN = {0, 4, 5, 16, 28};
    private static final BertConfig SHAPE =
            new BertConfig(VOCABULARY, 32, 3, 4, 64, 16, 2, 0.1, 0.1, 1e-12, 0.1, 0, List.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    private record Gradients(float[] logits, float[] gradients) {}

    private static EncoderInput input() {
        Sequences sequences = new Sequences(LENGTHS);
        int[] ids = new Random(1).ints(sequences.tokens(), 5, VOCABULARY).toArray();
        return EncoderInput.of(IntBuffer.wrap(ids), IntBuffer.allocate(0), sequences);
    }

    private static Gradients run(ComputeConfig how, int passes) {
        try (MaskedLanguageModel model = new MaskedLanguageModel(SHAPE)) {
            model.parameters().initialise(3, 0.1);
            model.compute(how);
            float[] logits = new float[0];
            for (int pass = 0; pass < passes; pass++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor found = model.logits(input(), CHOSEN, DropoutStream.of(5, pass, 0));
                    logits = Tensors.toFloats(found);
                    model.backward(found.pow(Tensors.scalar(2)).sum());
                }
            }
            try (TensorScope scope = TensorScope.open()) {
                return new Gradients(logits, Tensors.toFloats(model.parameters().flatGradients()));
            }
        }
    }

    @Test
    void layersThatRunAgainGiveTheSameGradients() {
        Gradients kept = run(ComputeConfig.PLAIN, 2);
        Gradients again = run(new ComputeConfig(Precision.FP32, true), 2);

        assertThat(again.logits()).isEqualTo(kept.logits());
        // The parts of a gradient may be added up in another order.
        assertThat(distance(again.gradients(), kept.gradients())).isLessThan(1e-6);
    }

    /** Of two texts of one length one chooses more than the other, another nothing at all. */
    @ParameterizedTest
    @ValueSource(strings = {"0 4 5 16 28", "3 9 10 12 16 28", "5", "10 11 12", "0 3 10 17"})
    void theLastLayerAtSomeTokensEqualsTheSameTokensOfAll(String tokens) {
        int[] chosen = Stream.of(tokens.split(" ")).mapToInt(Integer::parseInt).toArray();
        Gradients some = exact(model -> model.logits(input(), chosen, null));
        Gradients all = exact(model -> model.logits(input()).index_select(0, Tensors.longs(chosen, chosen.length)));

        assertThat(some.logits()).containsExactly(all.logits(), within(1e-5f));
        assertThat(distance(some.gradients(), all.gradients())).isLessThan(1e-5);
    }

    private static Gradients exact(Function<MaskedLanguageModel, Tensor> forward) {
        try (MaskedLanguageModel model = new MaskedLanguageModel(SHAPE);
                TensorScope scope = TensorScope.open()) {
            model.parameters().initialise(3, 0.1);
            Tensor found = forward.apply(model);
            found.pow(Tensors.scalar(2)).sum().backward();
            return new Gradients(
                    Tensors.toFloats(found), Tensors.toFloats(model.parameters().flatGradients()));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, -1 is none", "4 4, 4 comes behind 4", "5 4, 4 comes behind 5", "3 29, no token 29 among 29"})
    void tokensThatAreNoneOrInNoOrderAreRefused(String tokens, String said) {
        int[] chosen = Stream.of(tokens.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThatThrownBy(() -> Chosen.of(new Sequences(LENGTHS), chosen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void halfPrecisionIsNearAndItsGradientsAreFloats() {
        Gradients exact = run(ComputeConfig.PLAIN, 1);
        Gradients half = run(new ComputeConfig(Precision.BF16, false), 1);

        assertThat(distance(half.logits(), exact.logits())).isBetween(1e-5, 0.03);
        assertThat(distance(half.gradients(), exact.gradients())).isBetween(1e-5, 0.05);
    }

    /** A micro-batch may have no target at all. */
    @Test
    void noTokensChosenGiveNoGradient() {
        for (Precision precision : Precision.values()) {
            try (MaskedLanguageModel model = new MaskedLanguageModel(SHAPE);
                    TensorScope scope = TensorScope.open()) {
                model.parameters().initialise(3, 0.1);
                model.compute(new ComputeConfig(precision, false));
                Tensor found = model.logits(input(), new int[0], DropoutStream.of(5, 0, 0));
                model.backward(found.sum());
                assertThat(Tensors.toFloats(model.parameters().flatGradients())).containsOnly(0f);
            }
        }
    }

    /** The length of the difference over the length of what is expected. */
    private static double distance(float[] found, float[] expected) {
        double[] difference = new double[expected.length];
        Arrays.setAll(difference, i -> found[i] - expected[i]);
        double squares = Arrays.stream(difference).map(x -> x * x).sum();
        double norm = 0;
        for (float value : expected) {
            norm += (double) value * value;
        }
        return Math.sqrt(squares / norm);
    }
}
