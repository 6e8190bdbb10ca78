package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.HostBatch;
import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterSpec.Initializer;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GradientBucketsTest {
    private static final int LAYERS = 40;
    private static final int WIDTH = 16;

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    /** The first of two ranks, whose other rank is its echo: every sum is twice what is there when it begins. */
    private static final class Echo implements Collective {
        private final List<Long> lengths = new ArrayList<>();

        @Override
        public World world() {
            return new World(0, 2);
        }

        @Override
        public Pending allReduceSumAsync(Tensor tensor) {
            lengths.add(tensor.numel());
            tensor.mul_(Tensors.scalar(2));
            return Pending.DONE;
        }

        @Override
        public void close() {}
    }

    /** A chain of vectors, added up one after the other. */
    private static ParameterStore chain() {
        ParameterStore parameters = ParameterStore.allocate(IntStream.range(0, LAYERS)
                .mapToObj(layer -> ParameterSpec.of("layer." + layer, Initializer.ONE, 1, WIDTH))
                .toList());
        parameters.initialise(1, 0.02);
        return parameters;
    }

    private static void backward(ParameterStore parameters, int layers, Runnable behind) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor sum = Tensors.zeros(1, WIDTH);
            for (int layer = 0; layer < layers; layer++) {
                sum = sum.add(parameters.parameter("layer." + layer)).mul(Tensors.scalar(1.5));
            }
            sum.sum().backward();
            behind.run();
        }
    }

    private static List<MicroBatch> micros(int count) {
        HostBatch empty = new HostBatch(new long[0], new int[0], new int[0], new int[0]);
        return IntStream.range(0, count)
                .mapToObj(slot -> new MicroBatch(slot, empty))
                .toList();
    }

    private static float[] gradients(ParameterStore parameters) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.toFloats(parameters.flatGradients());
        }
    }

    @Test
    void bucketsLeaveWhileTheBackwardRuns() {
        try (ParameterStore parameters = chain();
                Echo echo = new Echo();
                GradientBuckets buckets = new GradientBuckets(parameters, echo, 4L * 2 * WIDTH)) {
            List<Integer> sentInBackward = new ArrayList<>();
            for (int step = 0; step < 2; step++) {
                echo.lengths.clear();
                buckets.sum(
                        micros(1),
                        (micro, tally) -> backward(parameters, LAYERS, () -> sentInBackward.add(echo.lengths.size())),
                        StepTally.plain());
            }
            // Two layers a bucket; the last one leaves behind the backward, with the tally. The first step only learns.
            assertThat(sentInBackward).containsExactly(0, LAYERS / 2 - 1);
            assertThat(echo.lengths).hasSize(LAYERS / 2).endsWith(2L * WIDTH + ParameterStore.TALLY);
        }
    }

    @Test
    void everyGradientIsSummedOnceAndWhole() {
        try (ParameterStore once = chain();
                ParameterStore summed = chain();
                Echo echo = new Echo()) {
            backward(once, LAYERS, () -> {});
            backward(once, LAYERS, () -> {});
            float[] expected = gradients(once);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 2;
            }
            for (int layersInABucket : new int[] {1, 3, 7, LAYERS}) {
                summed.zeroGradients();
                try (GradientBuckets buckets = new GradientBuckets(summed, echo, 4L * layersInABucket * WIDTH)) {
                    buckets.sum(micros(2), (micro, tally) -> backward(summed, LAYERS, () -> {}), StepTally.plain());
                }
                assertThat(gradients(summed)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aParameterThatIsReachedTwiceIsSentWithBothGradients() {
        try (ParameterStore plain = chain();
                ParameterStore summed = chain();
                Echo echo = new Echo();
                GradientBuckets buckets = new GradientBuckets(summed, echo, 4L * WIDTH)) {
            // All layers, and then the lowest ten once more; the highest layers are behind both.
            backward(plain, LAYERS, () -> {});
            backward(plain, 10, () -> {});
            float[] expected = gradients(plain);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 2;
            }
            for (int step = 0; step < 3; step++) {
                summed.zeroGradients();
                List<Integer> sentInBackward = new ArrayList<>();
                echo.lengths.clear();
                buckets.sum(
                        micros(1),
                        (micro, tally) -> {
                            backward(summed, LAYERS, () -> sentInBackward.add(echo.lengths.size()));
                            backward(summed, 10, () -> {});
                        },
                        StepTally.plain());
                assertThat(gradients(summed)).isEqualTo(expected);
                assertThat(sentInBackward).containsExactly(step == 0 ? 0 : LAYERS - 10);
            }
        }
    }

    @Test
    void whatHasNoGradientInAStepGoesOutAsZeros() {
        try (ParameterStore parameters = chain();
                Echo echo = new Echo();
                GradientBuckets buckets = new GradientBuckets(parameters, echo, 4L * WIDTH)) {
            // The last layers, which are first in the order of the backward, have no part in this step.
            buckets.sum(micros(1), (micro, tally) -> backward(parameters, LAYERS - 3, () -> {}), StepTally.plain());
            assertThat(echo.lengths).hasSize(LAYERS);
            assertThat(gradients(parameters)).startsWith(new float[3 * WIDTH]);
            assertThat(gradients(parameters)[3 * WIDTH]).isEqualTo(3f);
            buckets.sum(List.of(), (micro, tally) -> {}, StepTally.plain());
            assertThat(echo.lengths)
                    .as("a rank without micro-batches sends as many")
                    .hasSize(2 * LAYERS);
        }
    }

    @Test
    void aFailureInABucketIsThrownBehindTheBackward() {
        Collective broken = new Collective() {
            @Override
            public World world() {
                return new World(0, 2);
            }

            @Override
            public Pending allReduceSumAsync(Tensor tensor) {
                throw new IllegalStateException("the other rank is gone");
            }

            @Override
            public void close() {}
        };
        try (ParameterStore parameters = chain();
                GradientBuckets buckets = new GradientBuckets(parameters, broken, 4L * WIDTH)) {
            for (int step = 0; step < 2; step++) {
                assertThatThrownBy(() -> buckets.sum(
                                micros(1), (micro, tally) -> backward(parameters, LAYERS, () -> {}), StepTally.plain()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the other rank is gone");
            }
        }
    }

    @Test
    void closedBucketsLeaveNoHookBehind() {
        try (ParameterStore parameters = chain();
                Echo echo = new Echo()) {
            new GradientBuckets(parameters, echo, 4L * WIDTH).close();
            long pointers = Pointer.totalCount();
            for (int i = 0; i < 3; i++) {
                new GradientBuckets(parameters, echo, 4L * WIDTH).close();
            }
            backward(parameters, LAYERS, () -> {});
            assertThat(echo.lengths).isEmpty();
            assertThat(Pointer.totalCount()).isEqualTo(pointers);
        }
    }
}
