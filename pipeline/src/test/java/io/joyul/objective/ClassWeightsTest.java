package io.joyul.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
    private static final List<Long> EXAMPLES = List.of(90L, 9L, 1L);

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void rareClassesCountMoreAndAnExampleOneOnAverage() {
        float[] inverse = ClassWeights.inverseFrequency(EXAMPLES);
        assertThat(inverse[1] / inverse[0]).isCloseTo(10, within(1e-4f));
        assertThat(mean(inverse)).isCloseTo(1, within(1e-5));
        assertThat(mean(ClassWeights.effectiveNumber(EXAMPLES, 0.99))).isCloseTo(1, within(1e-5));
    }

    private static double mean(float[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * EXAMPLES.get(i);
        }
        return sum / 100;
    }

    @Test
    void effectiveNumbersAreThePapers() {
        // (1 − 0.9) / (1 − 0.9^n) for n = 1 and 10: 1 and 0.1 / 0.6513
        float[] weights = ClassWeights.effectiveNumber(List.of(1L, 10L), 0.9);
        assertThat(weights[1] / weights[0]).isCloseTo(0.15354f, within(1e-4f));
        // β = 0 weighs all alike; towards 1 it is the inverse frequency.
        assertThat(ClassWeights.effectiveNumber(EXAMPLES, 0)).containsOnly(1);
        assertThat(ClassWeights.effectiveNumber(EXAMPLES, 0.9999999))
                .containsExactly(ClassWeights.inverseFrequency(EXAMPLES), within(1e-3f));
    }

    @Test
    void aClassWithoutExamplesCountsNothing() {
        assertThat(ClassWeights.inverseFrequency(List.of(4L, 0L))).containsExactly(1, 0);
    }

    @Test
    void aWeightMultipliesTheLossOfItsClassesTargets() {
        float[] weights = {0.5f, 3};
        float[] rows = {0.2f, -1.3f, 2.5f, 0.1f, -0.4f, 0.9f};
        int[] targets = {1, 0, 1};
        try (TensorScope scope = TensorScope.open()) {
            double expected = 0;
            for (int row = 0; row < 3; row++) {
                Tensor logits = Tensors.floats(new float[] {rows[2 * row], rows[2 * row + 1]}, 1, 2);
                expected += weights[targets[row]]
                        * CrossEntropy.sum(logits, Tensors.longs(new int[] {targets[row]}, 1))
                                .lossSum()
                                .item_double();
            }
            Objective.Outcome weighted = CrossEntropy.sum(
                    Tensors.floats(rows, 3, 2), Tensors.longs(targets, 3), Tensors.some(Tensors.floats(weights, 2)), 0);
            assertThat(weighted.lossSum().item_double()).isCloseTo(expected, within(1e-5));
            assertThat(weighted.count()).isEqualTo(3);
        }
    }
}
