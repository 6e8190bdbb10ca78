package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.StrategyConfig;
import io.joyul.config.StrategyConfig.Kind;
import io.joyul.config.StrategyConfig.Unit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategiesTest {
    private static final int WHOLE = 9;

    private static Strategy strategy(Kind kind, Space space, int trials, long seed) {
        return Strategies.of(config(kind, trials, Optional.empty()), space, WHOLE, seed);
    }

    private static StrategyConfig config(Kind kind, int trials, Optional<Integer> interval) {
        Optional<Integer> none = Optional.empty();
        return new StrategyConfig(
                kind, Optional.of(trials), Optional.empty(), Unit.EPOCHS, none, none, none, interval, none, none, none);
    }

    private static Simulation simulate(Kind kind, long seed, int slots) {
        return new Simulation(
                        strategy(kind, Simulation.rateSpace(), 30, seed),
                        (trial, point, budget) -> Simulation.curve(point, budget))
                .run(slots);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sameSeedAndReportsGiveTheSameTrials(Kind kind) {
        Simulation first = simulate(kind, 5, 3);
        assertThat(simulate(kind, 5, 3).assignments()).isEqualTo(first.assignments());
        assertThat(first.scores()).isNotEmpty();
        if (kind != Kind.GRID) {
            assertThat(simulate(kind, 6, 3).assignments()).isNotEqualTo(first.assignments());
        }
    }

    @Test
    void aSpaceWithMoreKeysThanSobolServesIsRefusedAlsoWhereItOnlySamples() {
        Space wide = new Space(IntStream.rangeClosed(0, SobolPoints.MOST_DIMENSIONS)
                .mapToObj(key -> (Dimension) new Dimension.Uniform("key-" + key, 0, 1))
                .toList());
        Optional<Integer> none = Optional.empty();
        StrategyConfig sampled = new StrategyConfig(
                Kind.ASHA,
                Optional.of(5),
                Optional.of(StrategyConfig.Sampler.SOBOL),
                Unit.EPOCHS,
                none,
                none,
                none,
                none,
                none,
                none,
                none);
        assertThatThrownBy(() -> Strategies.of(sampled, wide, WHOLE, 1))
                .hasMessageContaining("strategy.sampler: sobol serves 32 keys at most, and the space has 33");
        assertThatThrownBy(() -> strategy(Kind.SOBOL, wide, 5, 1))
                .hasMessageContaining("strategy.kind: sobol serves 32 keys at most, and the space has 33");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void failedTrialsAreNoFailedSweep(Kind kind) {
        Strategy strategy = strategy(kind, Simulation.rateSpace(), 30, 5);
        Simulation run = new Simulation(strategy, (trial, point, budget) -> Simulation.curve(point, budget))
                .failing(0, 1, 2)
                .run(4);
        assertThat(run.failures()).isEqualTo(3);
        assertThat(strategy.isOver()).isTrue();
        assertThat(strategy.next()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSweepWhoseTrialsAllFailEnds(Kind kind) {
        Strategy strategy = strategy(kind, Simulation.rateSpace(), 6, 5);
        Integer[] all = new Integer[200];
        Arrays.setAll(all, trial -> trial);
        new Simulation(strategy, (trial, point, budget) -> 0).failing(all).run(2);
        assertThat(strategy.isOver()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void lossesThatAreNoNumbersWinNothing(Kind kind) {
        Simulation run = new Simulation(
                        strategy(kind, Simulation.rateSpace(), 30, 5),
                        (trial, point, budget) -> trial % 2 == 0 ? Double.NaN : Simulation.curve(point, budget))
                .run(2);
        assertThat(run.best()).isLessThan(1);
    }

    /** How far the best of 60 trials is from the minimum. Sobol's points, in two dimensions, are no closer than chance. */
    @Test
    void aModelFindsBraninsMinimumCloserThanChance() {
        double bound = 0.35;
        assertThat(fromBraninsMinimum(Kind.TPE)).isLessThan(bound);
        assertThat(fromBraninsMinimum(Kind.RANDOM)).isGreaterThan(bound);
    }

    private static double fromBraninsMinimum(Kind kind) {
        return mean(seed -> new Simulation(
                                strategy(kind, Simulation.braninSpace(), 60, seed),
                                (trial, point, budget) -> Simulation.branin(point))
                        .run(1)
                        .best()
                - 0.397887);
    }

    /** Over a hundred seeds, for what one seed finds is luck. */
    private static double mean(LongToDoubleFunction ofASeed) {
        return LongStream.range(0, 100).mapToDouble(ofASeed).average().orElseThrow();
    }

    /** The best rate is known; random search, over as much budget in whole trials, stays farther from it. */
    @ParameterizedTest
    @CsvSource({
        "SOBOL, 32, 0.0008",
        "TPE, 32, 0.0006",
        "ASHA, 81, 0.0008",
        "HYPERBAND, 49, 0.002",
        "BOHB, 49, 0.003",
        "MEDIAN_STOPPING, 60, 0.0013"
    })
    void eachComesCloserToTheBestRateThanRandomSearchOfTheSameBudget(Kind kind, int trials, double bound) {
        Map<Long, Integer> trained = new HashMap<>();
        double found = mean(seed -> {
            Simulation run = new Simulation(whole(kind, trials, seed), Simulation::rateCurve).run(4);
            trained.put(seed, run.trained());
            return fromTheBestRate(run);
        });
        double chance = mean(seed -> {
            int whole = Math.max(1, trained.getOrDefault(seed, 0) / 27);
            // Other draws than the strategy's own.
            Sampler random = new RandomPoints(Simulation.rateSpace(), seed + 1000);
            return fromTheBestRate(new Simulation(new WholeTrials(random, whole, 27), Simulation::rateCurve).run(4));
        });
        assertThat(found).isLessThan(bound);
        assertThat(chance).as("random search").isGreaterThan(bound);
    }

    private static Strategy whole(Kind kind, int trials, long seed) {
        Optional<Integer> interval = kind == Kind.MEDIAN_STOPPING ? Optional.of(3) : Optional.empty();
        return Strategies.of(config(kind, trials, interval), Simulation.rateSpace(), 27, seed);
    }

    private static double fromTheBestRate(Simulation run) {
        return run.scores().stream()
                        .filter(score -> score.budget() == 27)
                        .mapToDouble(Score::loss)
                        .min()
                        .orElseThrow()
                - Simulation.bestOfCurves(27);
    }

    @Test
    void gridTriesEveryCombinationOnce() {
        Space space = new Space(List.of(
                new Dimension.Choice("a", List.of("x", "y")),
                new Dimension.IntegerRange("b", 1, 3),
                new Dimension.Uniform("c", 0, 1)));
        Simulation run = new Simulation(strategy(Kind.GRID, space, 1, 1), (trial, point, budget) -> trial).run(2);
        assertThat(run.assignments())
                .extracting(Assignment::point)
                .doesNotHaveDuplicates()
                .hasSize(2 * 3 * 3);
    }

    /** With conditions and choices, where one branch is better. */
    @ParameterizedTest
    @ValueSource(strings = {"TPE", "BOHB"})
    void modelsLearnWhichBranchOfAConditionIsBetter(Kind kind) {
        Dimension kindOf = new Dimension.Choice("kind", List.of("full", "frozen", "head"));
        Dimension layers = new Dimension.Conditional(
                new Dimension.IntegerRange("layers", 0, 5), new Dimension.Condition("kind", List.of("frozen")));
        Space space = new Space(List.of(kindOf, layers));
        Simulation run = new Simulation(strategy(kind, space, 90, 3), (trial, point, budget) -> {
                    String layer = point.values().getOrDefault("layers", "9");
                    return 1 + Math.abs(Integer.parseInt(layer) - 2) + 1.0 / budget;
                })
                .run(1);
        List<Assignment> late = run.assignments().stream()
                .filter(assignment -> assignment.trial() >= 45)
                .toList();
        long right = late.stream()
                .filter(assignment -> "2".equals(assignment.point().values().get("layers")))
                .count();
        // One in eighteen would be by chance.
        assertThat(right).isGreaterThan(late.size() / 5);
    }
}
