package io.joyul.report;

import io.joyul.report.LineChart.Series;
import io.joyul.report.LineChart.Style;
import io.joyul.report.LineChart.XY;
import io.joyul.train.TrainingHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The charts of one kind of training: by step, and accuracy on the dev split by epoch. */
final class TrainingCharts {
    /** Points in a drawn line: more than a screen has room for only make the page heavy. */
    private static final int MOST_POINTS = 400;
    /** From this many on, the eye needs a smoothed line. */
    private static final int NOISY = 30;

    private TrainingCharts() {}

    /** The charts of a stage's curves; none when it has none. */
    static List<LineChart> of(TrainingCurve.Stage stage, List<TrainingCurve> all) {
        List<TrainingCurve> curves =
                all.stream().filter(curve -> curve.stage() == stage).toList();
        if (curves.isEmpty()) {
            return List.of();
        }
        List<Series> losses = new ArrayList<>();
        List<Series> accuracies = new ArrayList<>();
        List<Series> rates = new ArrayList<>();
        List<Series> norms = new ArrayList<>();
        List<Series> speeds = new ArrayList<>();
        for (int colour = 0; colour < curves.size(); colour++) {
            TrainingCurve curve = curves.get(colour);
            losses.addAll(losses(curve, colour));
            rates.add(line(curve, colour, TrainingHistory.Point::learningRate));
            norms.add(line(curve, colour, TrainingHistory.Point::gradientNorm));
            speeds.add(line(curve, colour, point -> point.tokens() / point.seconds()));
            accuracies.add(new Series(
                    curve.name(),
                    colour,
                    Style.DOTTED,
                    curve.history().epochs().stream()
                            .map(epoch -> new XY(epoch.epoch(), epoch.accuracy()))
                            .toList()));
        }
        return List.of(
                new LineChart(
                        stage.title() + ": loss", "optimizer steps", "loss (nats a target)", Axis.Unit.NUMBER, losses),
                new LineChart(
                        stage.title() + ": accuracy on dev",
                        "epochs",
                        "share of " + stage.targets() + " right",
                        Axis.Unit.SHARE,
                        accuracies),
                byStep(stage, "learning rate", Axis.Unit.SMALL, rates),
                byStep(stage, "gradient norm before clipping", Axis.Unit.NUMBER, norms),
                byStep(stage, "tokens a second", Axis.Unit.NUMBER, speeds));
    }

    private static LineChart byStep(TrainingCurve.Stage stage, String what, Axis.Unit unit, List<Series> lines) {
        return new LineChart(stage.title() + ": " + what, "optimizer steps", what, unit, lines);
    }

    private static Series line(TrainingCurve curve, int colour, ToDoubleFunction<TrainingHistory.Point> figure) {
        return new Series(
                curve.name(), colour, Style.LINE, thinned(curve.history().points(), figure));
    }

    private static List<Series> losses(TrainingCurve curve, int colour) {
        List<Series> series = new ArrayList<>();
        List<XY> points = thinned(curve.history().points(), TrainingHistory.Point::loss);
        if (points.size() >= NOISY) {
            series.add(new Series(curve.name(), colour, Style.FAINT, points));
            series.add(new Series(curve.name() + ", train (smoothed)", colour, Style.LINE, smoothed(points)));
        } else {
            series.add(new Series(curve.name() + ", train", colour, Style.LINE, points));
        }
        series.add(new Series(
                curve.name() + ", dev",
                colour,
                Style.DOTTED,
                curve.history().epochs().stream()
                        .map(epoch -> new XY(epoch.globalStep(), epoch.devLoss()))
                        .toList()));
        return series;
    }

    /** Neighbours put together by their mean until the line is short enough. */
    private static List<XY> thinned(
            List<TrainingHistory.Point> points, ToDoubleFunction<TrainingHistory.Point> figure) {
        int stride = Math.max(1, (points.size() + MOST_POINTS - 1) / MOST_POINTS);
        List<XY> thinned = new ArrayList<>();
        for (int from = 0; from < points.size(); from += stride) {
            List<TrainingHistory.Point> group = points.subList(from, Math.min(points.size(), from + stride));
            double mean = group.stream().mapToDouble(figure).average().orElse(Double.NaN);
            thinned.add(new XY(group.get(group.size() - 1).globalStep(), mean));
        }
        return thinned;
    }

    /** The mean of each point and its neighbours, a twelfth of the line in all; fewer at its ends. */
    private static List<XY> smoothed(List<XY> points) {
        int reach = points.size() / 24;
        List<XY> smoothed = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int around = Math.min(reach, Math.min(i, points.size() - 1 - i));
            double mean = points.subList(i - around, i + around + 1).stream()
                    .mapToDouble(XY::y)
                    .average()
                    .orElse(Double.NaN);
            smoothed.add(new XY(points.get(i).x(), mean));
        }
        return smoothed;
    }
}
