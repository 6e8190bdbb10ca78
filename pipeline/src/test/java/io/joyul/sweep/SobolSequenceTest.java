package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SobolSequenceTest {
    @Test
    void pointsAreThoseOfScipy() throws Exception {
        List<String> lines;
        try (InputStream in = Objects.requireNonNull(SobolSequenceTest.class.getResourceAsStream("sobol.csv"))) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        assertThat(lines).hasSize(24);
        for (String line : lines) {
            String[] parts = line.split(",", -1);
            int index = Integer.parseInt(parts[0]);
            assertThat(parts).hasSize(1 + SobolSequence.MOST_DIMENSIONS);
            for (int dimension = 0; dimension < SobolSequence.MOST_DIMENSIONS; dimension++) {
                double ours = SobolSequence.bits(dimension, index) / (double) (1 << SobolSequence.BITS);
                assertThat(ours)
                        .as("point %d, dimension %d", index, dimension)
                        .isEqualTo(Double.parseDouble(parts[1 + dimension]));
            }
        }
    }

    @Test
    void shiftedPointsStillFillEachStretchOnce() {
        Space space = new Space(List.of(new Dimension.Uniform("a", 0, 1), new Dimension.Uniform("b", 0, 1)));
        SobolPoints points = new SobolPoints(space, 7);
        boolean[][] filled = new boolean[2][64];
        for (int trial = 0; trial < 64; trial++) {
            Point point = points.propose(trial, List.of());
            filled[0][(int) (64 * Simulation.number(point, "a"))] = true;
            filled[1][(int) (64 * Simulation.number(point, "b"))] = true;
        }
        assertThat(filled[0]).containsOnly(true);
        assertThat(filled[1]).containsOnly(true);
    }

    @Test
    void anotherSeedTriesOtherPoints() {
        Space space = Simulation.braninSpace();
        assertThat(new SobolPoints(space, 1).propose(0, List.of()))
                .isNotEqualTo(new SobolPoints(space, 2).propose(0, List.of()));
    }

    @Test
    void normalDistributionIsThatOfTables() {
        assertThat(Normal.below(0)).isCloseTo(0.5, within(2e-7));
        assertThat(Normal.below(1.96)).isCloseTo(0.9750021, within(2e-7));
        assertThat(Normal.below(-1)).isCloseTo(0.1586553, within(2e-7));
    }
}
