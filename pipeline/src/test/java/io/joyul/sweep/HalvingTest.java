package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** ASHA, Hyperband and BOHB against the arithmetic of their papers. */
class HalvingTest {
    private static RandomPoints sampler(long seed) {
        return new RandomPoints(Simulation.rateSpace(), seed);
    }

    /** Table 1 of the paper on Hyperband: R = 81, η = 3, as n and r of each rung. */
    @Test
    void bracketsAreThoseOfThePaper() {
        assertThat(Hyperband.sizes(4, 4, 3)).containsExactly(81, 27, 9, 3, 1);
        assertThat(Hyperband.sizes(3, 4, 3)).containsExactly(34, 11, 3, 1);
        assertThat(Hyperband.sizes(2, 4, 3)).containsExactly(15, 5, 1);
        assertThat(Hyperband.sizes(1, 4, 3)).containsExactly(8, 2);
        assertThat(Hyperband.sizes(0, 4, 3)).containsExactly(5);
        assertThat(Hyperband.trialsOfARound(1, 81, 3)).isEqualTo(143);
        assertThat(new Hyperband(sampler(1), 1, 1, 81, 3).budgets()).containsExactly(1, 3, 9, 27, 81);
    }

    @Test
    void aRoundOfHyperbandTrainsEachRungOfEachBracket() {
        Strategy hyperband = new Hyperband(sampler(1), Hyperband.trialsOfARound(1, 81, 3), 1, 81, 3);
        Simulation run = new Simulation(hyperband, (trial, point, budget) -> Simulation.curve(point, budget)).run(4);
        assertThat(run.reports(1)).isEqualTo(81);
        assertThat(run.reports(3)).isEqualTo(27 + 34);
        assertThat(run.reports(9)).isEqualTo(9 + 11 + 15);
        assertThat(run.reports(27)).isEqualTo(3 + 3 + 5 + 8);
        assertThat(run.reports(81)).isEqualTo(1 + 1 + 1 + 2 + 5);
        assertThat(hyperband.isOver()).isTrue();
    }

    @Test
    void hyperbandPromotesTheBestOfARungWhenTheRungIsFull() {
        Hyperband hyperband = new Hyperband(sampler(1), 1, 1, 3, 3);
        // s_max = 1: three trials with budget 1, of which one gets 3.
        List<Assignment> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(hyperband.next().orElseThrow());
        }
        assertThat(hyperband.next()).isEmpty();
        assertThat(hyperband.report(new Score(0, begun.get(0).point(), 1, 0.2))).isEqualTo(Verdict.PAUSE);
        assertThat(hyperband.report(new Score(1, begun.get(1).point(), 1, 0.1))).isEqualTo(Verdict.PAUSE);
        assertThat(hyperband.next()).isEmpty();
        assertThat(hyperband.report(new Score(2, begun.get(2).point(), 1, 0.3))).isEqualTo(Verdict.PAUSE);
        assertThat(hyperband.next()).contains(Assignment.of(1, begun.get(1).point(), 3));
        assertThat(hyperband.report(new Score(1, begun.get(1).point(), 3, 0.1))).isEqualTo(Verdict.DONE);
        assertThat(hyperband.isOver()).isTrue();
    }

    /** Nine trials with budget 1, of which three get 3 and one 9; a score is told before the weights are written. */
    @Test
    void aTrialThatFailsAfterItsScoreNeitherClosesItsRungNorGoesOn() {
        Hyperband hyperband = new Hyperband(sampler(1), 9, 1, 9, 3);
        List<Assignment> begun = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            begun.add(hyperband.next().orElseThrow());
        }
        for (int trial = 0; trial < 8; trial++) {
            hyperband.report(new Score(trial, begun.get(trial).point(), 1, 0.1 * trial));
        }
        hyperband.failed(0);
        assertThat(hyperband.next()).as("the last one is still at work").isEmpty();
        assertThat(hyperband.report(new Score(8, begun.get(8).point(), 1, 0.15)))
                .as("second of the eight that are left, though not the first to be handed out")
                .isEqualTo(Verdict.GO_ON);
        assertThat(hyperband.next()).map(Assignment::trial).contains(1);
        assertThat(hyperband.next()).map(Assignment::trial).contains(2);
        assertThat(hyperband.next()).isEmpty();

        // One that was promoted while it was leaving, and one that was not.
        hyperband.report(new Score(1, begun.get(1).point(), 3, 0.1));
        hyperband.failed(1);
        hyperband.failed(7);
        assertThat(hyperband.next()).as("two of the rung are at work").isEmpty();
        hyperband.report(new Score(2, begun.get(2).point(), 3, 0.2));
        assertThat(hyperband.report(new Score(8, begun.get(8).point(), 3, 0.3))).isEqualTo(Verdict.PAUSE);
        assertThat(hyperband.next()).map(Assignment::trial).contains(2);
        hyperband.failed(2);
        assertThat(hyperband.isOver()).isTrue();
    }

    @Test
    void aPromotionThatFailsBeforeItIsHandedOutIsGone() {
        Hyperband hyperband = new Hyperband(sampler(1), 1, 1, 3, 3);
        List<Assignment> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(hyperband.next().orElseThrow());
        }
        hyperband.report(new Score(0, begun.get(0).point(), 1, 0.1));
        hyperband.report(new Score(1, begun.get(1).point(), 1, 0.2));
        hyperband.report(new Score(2, begun.get(2).point(), 1, 0.3));
        hyperband.failed(0);
        assertThat(hyperband.next()).isEmpty();
        assertThat(hyperband.isOver()).isTrue();
    }

    @Test
    void ashaPromotesNobodyWhoFailedAfterItsScore() {
        Asha asha = new Asha(sampler(1), 6, 1, 9, 3);
        List<Assignment> begun = new ArrayList<>();
        for (int trial = 0; trial < 3; trial++) {
            begun.add(asha.next().orElseThrow());
            asha.report(new Score(trial, begun.get(trial).point(), 1, 0.1 * (trial + 1)));
        }
        asha.failed(0);
        Assignment fourth = asha.next().orElseThrow();
        assertThat(fourth.trial())
                .as("the best of the two that are left is no third")
                .isEqualTo(3);
        asha.report(new Score(3, fourth.point(), 1, 0.9));
        assertThat(asha.next())
                .as("the best of three again")
                .contains(Assignment.of(1, begun.get(1).point(), 3));
    }

    @Test
    void rungsGoFromTheLeastToTheMost() {
        assertThat(Rungs.of(1, 9, 3)).containsExactly(1, 3, 9);
        assertThat(Rungs.of(1, 10, 3)).containsExactly(1, 3, 10);
        assertThat(Rungs.of(50, 1000, 4)).containsExactly(50, 200, 1000);
        assertThat(Rungs.of(5, 5, 3)).containsExactly(5);
        assertThat(Rungs.of(5, 9, 3)).containsExactly(9);
    }

    /** Algorithm 2 of the paper on ASHA by hand: η = 3, r = 1, R = 9. */
    @Test
    void ashaPromotesAsSoonAsATrialIsAmongTheFirstThirdOfItsRung() {
        Asha asha = new Asha(sampler(1), 100, 1, 9, 3);
        Assignment a = asha.next().orElseThrow();
        assertThat(asha.report(new Score(0, a.point(), 1, 0.5))).isEqualTo(Verdict.PAUSE);
        Assignment b = asha.next().orElseThrow();
        assertThat(b.trial())
                .as("one of one is no third; it does not wait, but begins another")
                .isEqualTo(1);
        assertThat(asha.report(new Score(1, b.point(), 1, 0.9))).isEqualTo(Verdict.PAUSE);
        Assignment c = asha.next().orElseThrow();
        assertThat(asha.report(new Score(2, c.point(), 1, 0.7))).isEqualTo(Verdict.PAUSE);
        assertThat(asha.next()).as("the best of three").contains(Assignment.of(0, a.point(), 3));
        Assignment d = asha.next().orElseThrow();
        assertThat(d.trial()).as("nobody else is among the first third").isEqualTo(3);
        assertThat(asha.report(new Score(3, d.point(), 1, 0.1)))
                .as("the best of four goes on at once")
                .isEqualTo(Verdict.GO_ON);
        assertThat(asha.report(new Score(3, d.point(), 3, 0.1))).isEqualTo(Verdict.PAUSE);
        assertThat(asha.report(new Score(0, a.point(), 3, 0.4))).isEqualTo(Verdict.PAUSE);
    }

    @Test
    void ashaEndsWhenNobodyIsLeftToPromote() {
        Asha asha = new Asha(sampler(3), 27, 1, 9, 3);
        Simulation run = new Simulation(asha, (trial, point, budget) -> Simulation.curve(point, budget)).run(4);
        assertThat(asha.isOver()).isTrue();
        assertThat(run.reports(1)).isEqualTo(27);
        assertThat(run.reports(3)).isBetween(9, 14);
        assertThat(run.reports(9)).isBetween(3, 6);
    }

    @Test
    void ashaNeverLeavesASlotIdleWhileTrialsAreToBeBegun() {
        Asha asha = new Asha(sampler(3), 50, 1, 27, 3);
        for (int slot = 0; slot < 50; slot++) {
            assertThat(asha.next()).isPresent();
        }
        assertThat(asha.next()).isEmpty();
    }

    /** At equal cost, and with noise in every figure, ASHA finds a better rate than whole trials do. */
    @Test
    void ashaBeatsRandomSearchAtEqualCost() {
        double asha = 0;
        double random = 0;
        int seeds = 20;
        for (long seed = 0; seed < seeds; seed++) {
            Simulation run = new Simulation(new Asha(sampler(seed), 60, 1, 27, 3), noisy(seed)).run(4);
            asha += found(run);
            int whole = Math.max(1, run.trained() / 27);
            random += found(new Simulation(new WholeTrials(sampler(seed), whole, 27), noisy(seed)).run(4));
        }
        assertThat(asha).isLessThan(random);
    }

    /** At equal cost, with figures that are the noisier the earlier they are; the best there is are 0.1185 and 0.398. */
    @Test
    void bohbFindsBetterPointsThanRandomSearchAtEqualCost() {
        Medians rate = medians(Simulation.rateSpace(), point -> Simulation.curve(point, 27), 0.1);
        Medians branin = medians(Simulation.braninSpace(), Simulation::branin, 10);
        System.out.printf(
                "One round of BOHB, median of 21 seeds: rate %.5f (random %.5f), Branin %.3f (random %.3f)%n",
                rate.bohb(), rate.random(), branin.bohb(), branin.random());
        assertThat(rate.bohb()).isLessThan(rate.random());
        assertThat(branin.bohb()).isLessThan(branin.random() * 0.6);
    }

    private record Medians(double bohb, double random) {}

    private static Medians medians(Space space, ToDoubleFunction<Point> truth, double noise) {
        int seeds = 21;
        double[] bohb = new double[seeds];
        double[] random = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            long mixed = seed * 1_000_003L;
            Simulation.Objective seen = (trial, point, budget) -> truth.applyAsDouble(point)
                    + noise / budget * new SplittableRandom(mixed + trial * 31L + budget).nextDouble(-1, 1);
            Hyperband round =
                    new Hyperband(new DensityRatio(space, seed), Hyperband.trialsOfARound(1, 27, 3), 1, 27, 3);
            Simulation run = new Simulation(round, seen).run(4);
            bohb[seed] = truth.applyAsDouble(chosen(run));
            WholeTrials whole = new WholeTrials(new RandomPoints(space, seed), run.trained() / 27, 27);
            random[seed] = truth.applyAsDouble(chosen(new Simulation(whole, seen).run(4)));
        }
        Arrays.sort(bohb);
        Arrays.sort(random);
        return new Medians(bohb[seeds / 2], random[seeds / 2]);
    }

    /** What is no draw of the model lies anywhere. */
    @Test
    void theRandomShareOfBohbIsSpreadOverTheWholeSpace() {
        Space space = Simulation.braninSpace();
        DensityRatio sampler = new DensityRatio(space, 1);
        List<Score> scores = new ArrayList<>();
        for (int trial = 0; trial < 10; trial++) {
            // All that was good lies close together.
            scores.add(new Score(trial, space.at(new double[] {0.5 + trial * 1e-3, 0.5}), 1, trial));
        }
        long[] quarters = new long[4];
        for (int trial = 10; trial < 1010; trial++) {
            double[] places = space.places(sampler.propose(trial, scores));
            if (Math.abs(places[1] - 0.5) > 0.25) {
                quarters[(int) (4 * Math.min(0.999, places[0]))]++;
            }
        }
        assertThat(Arrays.stream(quarters).boxed())
                .as("random ones in each quarter of x")
                .allMatch(count -> count > 20);
    }

    private static Simulation.Objective noisy(long seed) {
        return (trial, point, budget) -> Simulation.curve(point, budget)
                + 0.02 * new SplittableRandom(seed * 1_000_003 + trial * 31L + budget).nextDouble(-1, 1);
    }

    /** The loss without noise, after the whole budget, of the trial with the best figure at the highest budget. */
    private static double found(Simulation run) {
        return Simulation.curve(chosen(run), 27);
    }

    private static Point chosen(Simulation run) {
        Map<Integer, Score> best = new TreeMap<>();
        run.scores()
                .forEach(score ->
                        best.merge(score.budget(), score, (left, right) -> left.loss() <= right.loss() ? left : right));
        Optional<Score> top = best.values().stream().reduce((lower, higher) -> higher);
        return top.orElseThrow().point();
    }
}
