package io.joyul.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** Slots that train simulated trials: a unit of budget takes as long as the trial's speed says. */
final class Simulation {
    /** What a trial has lost after so much training. */
    interface Objective {
        double loss(int trial, Point point, int budget);
    }

    /** A slot at work: it reaches {@code budget} at {@code time}. */
    private record Work(double time, int trial, Point point, int budget) {}

    private final Strategy strategy;
    private final Objective objective;
    private final Set<Integer> failing = new HashSet<>();
    private final List<Score> scores = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();
    private final Map<Integer, Integer> reached = new HashMap<>();
    private final Map<Integer, List<Integer>> verdictBudgets = new HashMap<>();
    private int trained;
    private int failures;

    Simulation(Strategy strategy, Objective objective) {
        this.strategy = strategy;
        this.objective = objective;
    }

    Simulation failing(Integer... trials) {
        failing.addAll(List.of(trials));
        return this;
    }

    Simulation run(int slots) {
        PriorityQueue<Work> working =
                new PriorityQueue<>(Comparator.comparingDouble(Work::time).thenComparingInt(Work::trial));
        double now = 0;
        while (true) {
            while (working.size() < slots) {
                Optional<Assignment> work = strategy.next();
                if (work.isEmpty()) {
                    break;
                }
                assignments.add(work.get());
                int from = reached.getOrDefault(work.get().trial(), work.get().from());
                working.add(leg(
                        now,
                        work.get().trial(),
                        work.get().point(),
                        from,
                        work.get().until()));
            }
            Work done = working.poll();
            if (done == null) {
                return this;
            }
            now = done.time();
            if (failing.contains(done.trial())) {
                failures++;
                strategy.failed(done.trial());
                continue;
            }
            trained += done.budget() - reached.getOrDefault(done.trial(), 0);
            reached.put(done.trial(), done.budget());
            Score score = new Score(
                    done.trial(),
                    done.point(),
                    done.budget(),
                    objective.loss(done.trial(), done.point(), done.budget()));
            scores.add(score);
            verdictBudgets
                    .computeIfAbsent(done.budget(), budget -> new ArrayList<>())
                    .add(done.trial());
            if (strategy.report(score) == Verdict.GO_ON) {
                int next = strategy.budgets().stream()
                        .filter(budget -> budget > done.budget())
                        .findFirst()
                        .orElseThrow();
                working.add(leg(now, done.trial(), done.point(), done.budget(), next));
            }
        }
    }

    private static Work leg(double now, int trial, Point point, int from, int to) {
        double speed = 1 + 0.1 * (trial % 7);
        return new Work(now + (to - from) * speed, trial, point, to);
    }

    double best() {
        return scores.stream().mapToDouble(Score::loss).min().orElseThrow();
    }

    List<Score> scores() {
        return scores;
    }

    List<Assignment> assignments() {
        return assignments;
    }

    /** Trials that reported at a budget. */
    int reports(int budget) {
        return verdictBudgets.getOrDefault(budget, List.of()).size();
    }

    /** Budget spent on all trials. */
    int trained() {
        return trained;
    }

    int failures() {
        return failures;
    }

    static double number(Point point, String key) {
        return Double.parseDouble(point.values().get(key));
    }

    /** Branin's function (Dixon and Szegö 1978): three minima of 0.397887. */
    static double branin(Point point) {
        double x = number(point, "x");
        double y = number(point, "y");
        double bowl = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return bowl * bowl + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    }

    static Space braninSpace() {
        return new Space(List.of(new Dimension.Uniform("x", -5, 10), new Dimension.Uniform("y", 0, 15)));
    }

    /** A learning curve: the better the rate, the lower it ends; the best rate is 0.01. */
    static double curve(Point point, int budget) {
        double off = Math.log10(number(point, "rate")) + 2;
        return 0.1 + 0.2 * off * off + 0.5 / budget;
    }

    static double rateCurve(int trial, Point point, int budget) {
        return curve(point, budget);
    }

    /** What the best rate comes to. */
    static double bestOfCurves(int budget) {
        return 0.1 + 0.5 / budget;
    }

    static Space rateSpace() {
        return new Space(List.of(new Dimension.LogUniform("rate", 1e-5, 1)));
    }
}
