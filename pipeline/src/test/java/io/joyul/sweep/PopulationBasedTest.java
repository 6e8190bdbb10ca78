package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationBasedTest {
    private static final Space SPACE = new Space(List.of(new Dimension.LogUniform("rate", 1e-3, 1)));
    private static final List<Integer> LOOKS =
            IntStream.rangeClosed(1, 20).boxed().toList();

    @Test
    void theWorstFifthTakesOverWeightsAndValuesOfTheBestFifth() {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), 10, LOOKS, 1);
        List<Assignment> members = IntStream.range(0, 10)
                .mapToObj(member -> population.next().orElseThrow())
                .toList();
        assertThat(population.next()).isEmpty();
        for (int member = 0; member < 9; member++) {
            assertThat(population.report(new Score(member, members.get(member).point(), 1, member)))
                    .isEqualTo(Verdict.GO_ON);
        }
        assertThat(population.report(new Score(9, members.get(9).point(), 1, 9)))
                .isEqualTo(Verdict.STOP);
        Assignment copy = population.next().orElseThrow();
        assertThat(copy.trial()).isEqualTo(10);
        assertThat(copy.parent()).isIn(0, 1);
        assertThat(copy.from()).isEqualTo(1);
        assertThat(copy.until()).isEqualTo(2);
        double parents = Simulation.number(members.get(copy.parent()).point(), "rate");
        assertThat(Simulation.number(copy.point(), "rate")).isNotEqualTo(parents);
        assertThat(population.report(new Score(7, members.get(7).point(), 2, 0.5)))
                .as("it is among the best now")
                .isEqualTo(Verdict.GO_ON);
    }

    /** A score is told before the weights are written, and it is the writing that fails. */
    @Test
    void aMemberThatFailsWhileItWaitsIsNotHandedOutAgain() {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), 2, List.of(1, 2), 1);
        Assignment first = population.next().orElseThrow();
        assertThat(population.report(new Score(0, first.point(), 1, 0.5))).isEqualTo(Verdict.PAUSE);
        population.failed(0);
        Assignment second = population.next().orElseThrow();
        assertThat(second.trial()).isEqualTo(1);
        assertThat(population.report(new Score(1, second.point(), 1, 0.5))).isEqualTo(Verdict.GO_ON);
        assertThat(population.report(new Score(1, second.point(), 2, 0.4))).isEqualTo(Verdict.DONE);
        assertThat(population.next()).isEmpty();
        assertThat(population.isOver()).isTrue();
    }

    @Test
    void aMemberThatFailsAfterItWasGivenUpLeavesItsPlaceToItsCopy() {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), 5, List.of(1, 2, 3), 1);
        List<Assignment> members = IntStream.range(0, 5)
                .mapToObj(member -> population.next().orElseThrow())
                .toList();
        for (int member = 0; member < 4; member++) {
            population.report(new Score(member, members.get(member).point(), 1, member));
        }
        assertThat(population.report(new Score(4, members.get(4).point(), 1, 4)))
                .isEqualTo(Verdict.STOP);
        population.failed(4);
        Assignment copy = population.next().orElseThrow();
        assertThat(copy.trial()).isEqualTo(5);
        assertThat(population.report(new Score(3, members.get(3).point(), 2, 9)))
                .as("the copy stands where its parent does: there are five members still")
                .isEqualTo(Verdict.STOP);
    }

    /** As in the paper: whoever is among the worst fifth when it is ready is replaced, however many were before. */
    @Test
    void eachOfTheWorstFifthIsReplacedWhenItReports() {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), 10, LOOKS, 1);
        List<Assignment> members = IntStream.range(0, 10)
                .mapToObj(member -> population.next().orElseThrow())
                .toList();
        for (int member = 0; member < 9; member++) {
            population.report(new Score(member, members.get(member).point(), 1, member));
        }
        assertThat(population.report(new Score(9, members.get(9).point(), 1, 9)))
                .isEqualTo(Verdict.STOP);
        assertThat(population.report(new Score(8, members.get(8).point(), 2, 8)))
                .isEqualTo(Verdict.STOP);
        assertThat(population.report(new Score(7, members.get(7).point(), 2, 7)))
                .as("the worst of those that are left")
                .isEqualTo(Verdict.STOP);
        for (int copy = 10; copy < 13; copy++) {
            Assignment begun = population.next().orElseThrow();
            assertThat(begun.trial()).isEqualTo(copy);
            assertThat(begun.parent()).as("one that has weights").isIn(0, 1);
        }
    }

    /** With four slots one has a population of four. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theWorstOfASmallPopulationTakesOverFromTheBest(int size) {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), size, LOOKS, 1);
        List<Assignment> members = IntStream.range(0, size)
                .mapToObj(member -> population.next().orElseThrow())
                .toList();
        for (int member = 0; member < size - 1; member++) {
            assertThat(population.report(new Score(member, members.get(member).point(), 1, member)))
                    .isEqualTo(Verdict.GO_ON);
        }
        assertThat(population.report(new Score(size - 1, members.get(size - 1).point(), 1, size)))
                .isEqualTo(Verdict.STOP);
        assertThat(population.next().orElseThrow().parent()).isZero();
    }

    @Test
    void membersTakeTurnsWhereSlotsAreFewer() {
        PopulationBased population = new PopulationBased(SPACE, new RandomPoints(SPACE, 1), 5, List.of(1, 2, 3), 1);
        Simulation run = new Simulation(population, (trial, point, budget) -> trial).run(2);
        assertThat(population.isOver()).isTrue();
        assertThat(run.scores().subList(0, 5)).extracting(Score::budget).containsOnly(1);
        assertThat(run.assignments())
                .filteredOn(work -> work.parent() != Assignment.NONE)
                .isNotEmpty();
    }

    /**
     * What the paper is about: weights that are copied keep what they have learnt. Each unit of budget multiplies a
     * member's loss by one minus its rate, up to a rate of 0.3, beyond which it grows: the best there is comes to a
     * logarithm of -7.13.
     */
    @Test
    void aPopulationTrainsFurtherThanItsMembersAlone() {
        double population = 0;
        double alone = 0;
        int seeds = 40;
        for (long seed = 0; seed < seeds; seed++) {
            population += train(new PopulationBased(SPACE, new RandomPoints(SPACE, seed), 10, LOOKS, seed), true);
            alone += train(new MedianStopping(new RandomPoints(SPACE, seed), 10, LOOKS, 100), false);
        }
        double bound = -4.7;
        assertThat(population / seeds).isLessThan(bound);
        assertThat(alone / seeds).as("members that were drawn at random").isGreaterThan(bound);
    }

    private static double train(Strategy strategy, boolean copies) {
        List<double[]> weights = new ArrayList<>();
        List<Assignment> begun = new ArrayList<>();
        double best = Double.MAX_VALUE;
        // Everybody has a slot, and all take a unit in turn.
        Map<Integer, Integer> at = new TreeMap<>();
        while (!strategy.isOver()) {
            for (Optional<Assignment> work = strategy.next(); work.isPresent(); work = strategy.next()) {
                Assignment assignment = work.get();
                begun.add(assignment);
                at.put(assignment.trial(), assignment.from());
                double[] losses = new double[LOOKS.size() + 1];
                losses[assignment.from()] = assignment.parent() == Assignment.NONE
                        ? 1
                        : weights.get(assignment.parent())[assignment.from()];
                weights.add(losses);
                assertThat(copies || assignment.parent() == Assignment.NONE).isTrue();
            }
            for (int trial : List.copyOf(at.keySet())) {
                int budget = at.getOrDefault(trial, 0) + 1;
                double rate = Simulation.number(begun.get(trial).point(), "rate");
                double loss = weights.get(trial)[budget - 1] * (rate < 0.3 ? 1 - rate : 0.7 + rate);
                weights.get(trial)[budget] = loss;
                best = Math.min(best, loss);
                at.put(trial, budget);
                Verdict verdict =
                        strategy.report(new Score(trial, begun.get(trial).point(), budget, loss));
                if (verdict != Verdict.GO_ON) {
                    at.remove(trial);
                }
            }
        }
        return Math.log(best);
    }
}
