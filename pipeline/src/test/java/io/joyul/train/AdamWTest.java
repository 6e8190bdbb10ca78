package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterSpec.Initializer;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AdamWTest {
    @BeforeAll
    static void load() {
        Libtorch.prepare(1);
    }

    @Test
    void aDivisorMakesTheStepOfDividedGradients() {
        assertThat(stepped(6, 4)).containsExactly(stepped(1.5, 1), within(1e-7f));
    }

    /** The weights after two steps, of which the second has half the gradient: only so does its size count. */
    private static float[] stepped(double gradient, double divisor) {
        try (ParameterStore parameters =
                        ParameterStore.allocate(List.of(ParameterSpec.of("weight", Initializer.ONE, 4, 4)));
                AdamW optimizer = new AdamW(parameters, AdamW.DEFAULTS);
                TensorScope scope = TensorScope.open()) {
            parameters.initialise(1, 0.02);
            for (int step = 1; step <= 2; step++) {
                parameters.flatGradients().fill_(Tensors.scalar(gradient / step));
                optimizer.step(step, 0.5, divisor);
            }
            float[] moments = Tensors.toFloats(optimizer.firstMoment());
            float[] weights = Arrays.copyOf(Tensors.toFloats(parameters.flatValues()), 2 * moments.length);
            System.arraycopy(moments, 0, weights, moments.length, moments.length);
            return weights;
        }
    }

    @Test
    void whatIsMadeUnderAnOpenScopeOutlivesIt() {
        ParameterStore parameters;
        AdamW optimizer;
        try (TensorScope scope = TensorScope.open()) {
            parameters = ParameterStore.allocate(List.of(ParameterSpec.of("weight", Initializer.ONE, 4, 4)));
            optimizer = new AdamW(parameters, AdamW.DEFAULTS.withAverageDecay(0.5));
        }
        try (parameters;
                optimizer;
                TensorScope scope = TensorScope.open()) {
            parameters.initialise(1, 0.02);
            WeightAverage average = optimizer.average().orElseThrow();
            average.begin();
            parameters.flatGradients().fill_(Tensors.scalar(1));
            optimizer.step(1, 0.5, 1);
            average.update(1);
            // A first step is as long as the learning rate, after the decay of 0.5 times 0.01.
            assertThat(Tensors.toFloats(parameters.flatValues())[0]).isCloseTo(0.495f, within(1e-6f));
            assertThat(Tensors.toFloats(optimizer.firstMoment())[0]).isCloseTo(0.1f, within(1e-6f));
            assertThat(Tensors.toFloats(average.other())[0]).isStrictlyBetween(0.495f, 1f);
        }
    }
}
