package io.joyul.report;

import io.joyul.report.Table.Align;
import io.joyul.report.Table.Column;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Point;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of a sweep. */
final class SweepTables {
    private static final int MOST_ROWS = 50;

    private SweepTables() {}

    /** The trials, the best first, and after them those without a score. */
    static Table trials(SweepReport report) {
        List<Trial> ordered = new ArrayList<>(report.bestFirst());
        report.trials().stream()
                .filter(trial -> !report.bestFirst().contains(trial))
                .forEach(ordered::add);
        List<Column> columns = new ArrayList<>(List.of(number("trial"), label("ended")));
        report.space().forEach(dimension -> columns.add(number(Point.shortName(dimension.key()))));
        columns.addAll(List.of(
                number("budget"), number(report.metric().label()), number("slot time"), number("tokens"), text("")));
        List<List<String>> rows = ordered.stream()
                .limit(MOST_ROWS)
                .map(trial -> row(report, trial))
                .toList();
        String title =
                ordered.size() > MOST_ROWS ? "Trials: the first " + MOST_ROWS + " of " + ordered.size() : "Trials";
        return new Table(title, columns, rows);
    }

    private static List<String> row(SweepReport report, Trial trial) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(trial.number()));
        cells.add(trial.status().name().toLowerCase(Locale.ROOT));
        report.space()
                .forEach(dimension ->
                        cells.add(Optional.ofNullable(trial.point().values().get(dimension.key()))
                                .map(value -> Figures.value(dimension, value))
                                .orElse(Figures.NONE)));
        cells.add(Integer.toString(trial.budget()));
        cells.add(report.score(trial.score()));
        cells.add(Figures.duration(trial.cost().slotSeconds()));
        cells.add(Figures.count(trial.cost().tokens()));
        String from =
                trial.parent() == Assignment.NONE ? "" : "from trial " + trial.parent() + " at " + trial.from() + ". ";
        cells.add(from + trial.error());
        return cells;
    }

    /** What other seeds made of the best trials, and which of them failed. */
    static Table seeds(SweepReport report) {
        Map<Integer, List<Double>> scores = new TreeMap<>();
        Map<Integer, List<String>> failures = new TreeMap<>();
        for (Retraining again : report.retrainings()) {
            List<Double> known = scores.computeIfAbsent(again.trial(), trial -> new ArrayList<>());
            if (again.hasFailed()) {
                failures.computeIfAbsent(again.trial(), trial -> new ArrayList<>())
                        .add("seed " + again.seed() + ": " + again.error());
            } else {
                known.add(SweepCharts.value(report.metric(), again.measure()));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (Trial trial : report.bestFirst()) {
            List<Double> seeds = scores.get(trial.number());
            if (seeds != null) {
                double mean =
                        seeds.stream().mapToDouble(score -> score).average().orElse(Double.NaN);
                double spread = Math.sqrt(seeds.stream()
                                .mapToDouble(score -> (score - mean) * (score - mean))
                                .sum()
                        / Math.max(1, seeds.size() - 1));
                rows.add(List.of(
                        Integer.toString(trial.number()),
                        trained(trial),
                        report.score(trial.score()),
                        Integer.toString(seeds.size()),
                        report.score(mean),
                        seeds.size() > 1 ? report.score(spread) : Figures.NONE,
                        report.score(
                                seeds.stream().mapToDouble(score -> score).min().orElse(Double.NaN)),
                        report.score(
                                seeds.stream().mapToDouble(score -> score).max().orElse(Double.NaN)),
                        String.join("; ", failures.getOrDefault(trial.number(), List.of()))));
            }
        }
        return new Table(
                "Luck and merit: the best trials once more, with other seeds",
                List.of(
                        number("trial"),
                        text("values"),
                        number("in the sweep"),
                        number("seeds"),
                        number("mean"),
                        number("deviation"),
                        number("lowest"),
                        number("highest"),
                        text("failed")),
                rows);
    }

    /** The values that a trial was trained with again; of a population's member these are not all that it had. */
    private static String trained(Trial trial) {
        return trial.point().text()
                + (trial.parent() == Assignment.NONE
                        ? ""
                        : " from the start; in the sweep only from " + trial.from() + " on, with the weights of trial "
                                + trial.parent());
    }

    private static Column number(String name) {
        return new Column(name, Align.NUMBER);
    }

    private static Column label(String name) {
        return new Column(name, Align.LABEL);
    }

    private static Column text(String name) {
        return new Column(name, Align.TEXT);
    }
}
