package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.GlooCollective;
import io.joyul.collective.RankThreads;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterSpec.Initializer;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
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
            float[] moments = firstMoment(parameters, optimizer);
            float[] weights = Arrays.copyOf(Tensors.toFloats(parameters.flatValues()), 2 * moments.length);
            System.arraycopy(moments, 0, weights, moments.length, moments.length);
            return weights;
        }
    }

    private static float[] firstMoment(ParameterStore parameters, AdamW optimizer) {
        Tensor first = Tensors.zeros(parameters.elements());
        optimizer.copyMoments(first, Tensors.zeros(parameters.elements()));
        return Tensors.toFloats(first);
    }

    @Test
    void aRankOfFourTakesAQuarterOfTheMemoryFromTheFirstStepToTheCheckpoint() throws Exception {
        long elements = 8192L * 4096;
        long moments = 2 * Float.BYTES * elements;
        assertThat(growth(elements, World.single())).isBetween(moments, moments * 11 / 10);
        for (int rank = 0; rank < 4; rank++) {
            assertThat(growth(elements, new World(rank, 4))).isBetween(moments / 4, moments * 3 / 10);
        }
    }

    /**
     * What a rank takes for its moments, and a step with them. The middle of three looks: the heap of the process,
     * which other tests have filled, may grow or be given back beside one of them.
     */
    private static long growth(long elements, World world) {
        try (ParameterStore parameters =
                ParameterStore.allocate(List.of(ParameterSpec.of("weight", Initializer.ONE, elements / 4096, 4096)))) {
            parameters.flatValues().fill_(Tensors.scalar(1));
            parameters.flatGradients().fill_(Tensors.scalar(1));
            long[] grown = new long[3];
            for (int look = 0; look < grown.length; look++) {
                grown[look] = ResidentMemory.growth(() -> {
                    try (AdamW optimizer = new AdamW(parameters, AdamW.DEFAULTS, world)) {
                        optimizer.step(1, 1e-3, 1);
                    }
                });
            }
            Arrays.sort(grown);
            return grown[1];
        }
    }

    /** All ranks are threads of one process here, so that what is seen is what all of them take. */
    @Test
    void theLeaderCollectsTheMomentsInPieces() throws Exception {
        long elements = 8192L * 4096;
        List<Long> grown = RankThreads.run(2, (world, rendezvous) -> {
            try (ParameterStore parameters = ParameterStore.allocate(
                            List.of(ParameterSpec.of("weight", Initializer.ONE, elements / 4096, 4096)));
                    AdamW optimizer = new AdamW(parameters, AdamW.DEFAULTS, world);
                    Tensor first = Tensors.zeros(elements);
                    Tensor second = Tensors.zeros(elements);
                    Collective ranks = GlooCollective.connect(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30))) {
                parameters.flatGradients().fill_(Tensors.scalar(world.rank() + 1));
                optimizer.step(1, 1e-3, 1);
                first.fill_(Tensors.scalar(1));
                second.fill_(Tensors.scalar(1));
                ranks.allReduceSum(parameters.tally());
                return ResidentMemory.growth(() -> {
                    optimizer.beginCheckpoint(ranks);
                    if (world.isLeader()) {
                        optimizer.copyMoments(first, second);
                        assertThat(Tensors.toFloats(first.narrow(0, elements - 1, 1))[0])
                                .as("from the last rank")
                                .isCloseTo(0.2f, within(1e-6f));
                        assertThat(Tensors.toFloats(first.narrow(0, 0, 1))[0]).isCloseTo(0.1f, within(1e-6f));
                    }
                    optimizer.endCheckpoint();
                });
            }
        });
        assertThat(grown).allSatisfy(bytes -> assertThat(bytes).isLessThan(4L * 16 << 20));
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
            assertThat(firstMoment(parameters, optimizer)[0]).isCloseTo(0.1f, within(1e-6f));
            assertThat(Tensors.toFloats(average.other())[0]).isStrictlyBetween(0.495f, 1f);
        }
    }
}
