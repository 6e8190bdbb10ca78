package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.model.ParameterStore;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class StepTallyTest {
    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void countsOfManyRanksAreExactInFloats() {
        float[] total = new float[ParameterStore.TALLY];
        long expected = 0;
        for (int rank = 0; rank < ParameterStore.MOST_RANKS; rank++) {
            long count = (1L << 35) + 4095 - rank;
            expected += count;
            StepTally tally = StepTally.plain();
            tally.addCorrect(count);
            Tensor pieces = Tensors.zeros(ParameterStore.TALLY);
            tally.store(pieces);
            float[] mine = Tensors.toFloats(pieces);
            for (int i = 0; i < total.length; i++) {
                total[i] += mine[i];
            }
            pieces.close();
        }
        StepTally sum = StepTally.plain().load(Tensors.floats(total, total.length));
        assertThat((long) sum.correct()).isEqualTo(expected);
    }

    @Test
    void theNoiseScaleOfKnownNoiseIsFound() {
        // Gradients of mean (3, 4) with noise of variance 50 in each direction: S / |G|² = 100 / 25.
        SplittableRandom random = new SplittableRandom(4);
        NoiseScale scale = new NoiseScale();
        int parts = 4;
        int targets = 8;
        for (int step = 0; step < 4000; step++) {
            NoiseScale.Parts seen = NoiseScale.Parts.NONE;
            double[] whole = new double[2];
            for (int part = 0; part < parts; part++) {
                double[] sum = new double[2];
                for (int target = 0; target < targets; target++) {
                    sum[0] += 3 + Math.sqrt(50) * random.nextGaussian();
                    sum[1] += 4 + Math.sqrt(50) * random.nextGaussian();
                }
                seen = seen.with(sum[0] * sum[0] + sum[1] * sum[1], targets);
                whole[0] += sum[0] / (parts * targets);
                whole[1] += sum[1] / (parts * targets);
            }
            scale.add(seen, whole[0] * whole[0] + whole[1] * whole[1], parts * targets);
        }
        assertThat(scale.targets()).isCloseTo(4, within(0.3));
    }

    @Test
    void onePartAloneTellsNoNoise() {
        NoiseScale scale = new NoiseScale();
        scale.add(NoiseScale.Parts.NONE, 25, 8);
        scale.add(NoiseScale.Parts.NONE.with(25 * 64, 8), 25, 8);
        assertThat(scale.targets()).isZero();
    }
}
