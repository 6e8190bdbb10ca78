package io.joyul.report;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.report.LineChart.Series;
import io.joyul.report.LineChart.Style;
import io.joyul.report.LineChart.XY;
import io.joyul.sweep.Conductor.Best;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Trial;
import java.util.ArrayList;
import java.util.List;

/** The line charts of a sweep. */
final class SweepCharts {
    private static final double SECONDS_A_MINUTE = 60;

    private SweepCharts() {}

    /** The best score over time, and every trial where it ended. */
    static LineChart bestSoFar(SweepReport report) {
        List<XY> line = new ArrayList<>();
        double score = Double.NaN;
        for (Best best : report.bestOverTime()) {
            double minutes = best.seconds() / SECONDS_A_MINUTE;
            line.add(new XY(minutes, score));
            line.add(new XY(minutes, best.score()));
            score = best.score();
        }
        line.add(new XY(report.seconds() / SECONDS_A_MINUTE, score));
        List<XY> ends = new ArrayList<>();
        for (Trial trial : report.bestFirst()) {
            ends.add(new XY(trial.endedSeconds() / SECONDS_A_MINUTE, trial.score()));
            // A gap: trials are not joined.
            ends.add(new XY(Double.NaN, Double.NaN));
        }
        return new LineChart(
                "Best so far",
                "minutes",
                report.metric().label(),
                unit(report),
                List.of(
                        new Series("a trial's last score", 3, Style.DOTTED, ends),
                        new Series("best so far", 1, Style.LINE, line)));
    }

    /** What the dev split said of each trial on its way. */
    static LineChart curves(SweepReport report) {
        List<Series> series = new ArrayList<>();
        for (Trial trial : report.trials()) {
            series.add(new Series("trial " + trial.number(), 0, Style.FAINT, curve(report, trial)));
        }
        report.bestFirst().stream()
                .findFirst()
                .ifPresent(best ->
                        series.add(new Series("the best, trial " + best.number(), 1, Style.LINE, curve(report, best))));
        return new LineChart("Curves of all trials", "epochs", report.metric().label(), unit(report), series);
    }

    private static List<XY> curve(SweepReport report, Trial trial) {
        return trial.curve().stream()
                .map(measure -> new XY(measure.epochs(), value(report.metric(), measure)))
                .toList();
    }

    static double value(Metric metric, Measure measure) {
        return metric.value(measure.devLoss(), measure.accuracy());
    }

    private static Axis.Unit unit(SweepReport report) {
        return report.metric() == Metric.DEV_ACCURACY ? Axis.Unit.SHARE : Axis.Unit.NUMBER;
    }
}
