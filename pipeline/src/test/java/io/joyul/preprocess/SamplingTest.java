package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.config.PreprocessConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final long SEED = 20260106;

    @Test
    void classesAreBroughtToTheLargestOrTheSmallest() {
        long[] rows = {100, 40, 0, 10};
        assertThat(Sampling.balanced(rows, PreprocessConfig.Sampling.OVER)).containsExactly(1, 2.5, 1, 10);
        assertThat(Sampling.balanced(rows, PreprocessConfig.Sampling.UNDER)).containsExactly(0.1, 0.25, 1, 1);
        assertThat(Sampling.balanced(rows, PreprocessConfig.Sampling.NONE)).containsOnly(1);
    }

    @Test
    void sourcesAreMixedByWeightAndTemperature() {
        long[] lines = {9000, 1000};
        assertThat(Sampling.mixed(lines, List.of(1.0, 1.0), 1)).containsExactly(1, 1);
        // Weights: 9000 × 1 to 1000 × 3 is 3 to 1, so 7500 and 2500 of 10000.
        assertThat(Sampling.mixed(lines, List.of(1.0, 3.0), 1))
                .containsExactly(new double[] {7500.0 / 9000, 2.5}, within(1e-9));
        // Square roots: 3 to 1.
        assertThat(Sampling.mixed(lines, List.of(1.0, 1.0), 2))
                .containsExactly(new double[] {7500.0 / 9000, 2.5}, within(1e-9));
        assertThat(Sampling.mixed(new long[] {10, 0}, List.of(1.0, 1.0), 2)).containsExactly(1, 1);
    }

    @Test
    void copiesAreAsManyAsTheFactorOnAverageAndTheSameEachTime() {
        Sampling sampling =
                Sampling.of(Map.of(Split.TRAIN, Map.of(new RowGroup(0, 0), 2.3, new RowGroup(1, 0), 0.25)), SEED);
        assertThat(mean(sampling, 0)).as("seed %d", SEED).isCloseTo(2.3, within(0.01));
        assertThat(mean(sampling, 1)).as("seed %d", SEED).isCloseTo(0.25, within(0.01));
        assertThat(LongStream.range(0, 1000).map(id -> copies(sampling, 0, id)))
                .containsExactlyElementsOf(LongStream.range(0, 1000)
                        .mapToObj(id -> (long) copies(sampling, 0, id))
                        .toList());
        assertThat(sampling.copies(Split.DEV, new RowGroup(1, 0), 7)).isEqualTo(1);
    }

    @Test
    void unequalShareOfSourcesThatCountAlikeIsLeftAsItIs() {
        Map<RowGroup, Double> factors = Sampling.factors(
                Set.of(new RowGroup(0, 0), new RowGroup(RowGroup.NO_CLASS, 1)),
                new double[0],
                Sampling.mixed(new long[] {7, 3}, List.of(2.0, 2.0), 1));
        assertThat(factors.values()).containsOnly(1.0);
        assertThat(Sampling.of(Map.of(Split.TRAIN, factors), SEED).factors()).isEmpty();
    }

    private static int copies(Sampling sampling, int label, long id) {
        return sampling.copies(Split.TRAIN, new RowGroup(label, 0), id);
    }

    private static double mean(Sampling sampling, int label) {
        return LongStream.range(0, 100_000)
                .mapToInt(id -> copies(sampling, label, id))
                .average()
                .orElseThrow();
    }
}
