package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final Space SPACE = new Space(List.of(
            new Dimension.Uniform("a", 0, 1), new Dimension.Uniform("b", 0, 1), new Dimension.Uniform("c", 0, 1)));

    /** The variance of 3a is 9/12 and that of b is 1/12: shares of 0.9 and 0.1, and none for c. */
    @Test
    void sharesAreThoseOfTheVariances() {
        List<Score> scores = new ArrayList<>();
        for (int trial = 0; trial < 200; trial++) {
            Point point = new SobolPoints(SPACE, 1).propose(trial, List.of());
            double loss = 3 * Simulation.number(point, "a") + Simulation.number(point, "b");
            scores.add(new Score(trial, point, 1, loss));
        }
        List<Importance> found = Importance.of(SPACE, scores);
        Map<String, Double> shares = new TreeMap<>();
        found.forEach(key -> shares.put(key.key(), key.share()));
        assertThat(found.get(0).key()).isEqualTo("a");
        assertThat(shares.get("a")).isCloseTo(0.9, within(0.06));
        assertThat(shares.get("b")).isCloseTo(0.1, within(0.06));
        assertThat(shares.get("c")).isLessThan(0.02);
    }

    @Test
    void aFewTrialsSayNothing() {
        Point point = new RandomPoints(SPACE, 1).propose(0, List.of());
        assertThat(Importance.of(SPACE, List.of(new Score(0, point, 1, 1)))).isEmpty();
    }
}
