package io.joyul.report;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import java.util.List;
import java.util.stream.DoubleStream;

/** What other seeds made of the best trials, beside what these had in the sweep: a dot far off the others was luck. */
record SeedsChart(SweepReport report) {
    private static final String TITLE = "Luck and merit: the best trials with other seeds";
    private static final double WIDTH = 640;
    private static final double LEFT = 90;
    private static final double RIGHT = 600;
    private static final double TOP = 14;
    private static final double ROW = 34;
    private static final double TICK = 9;

    void draw(Html page) {
        List<Trial> again = report.bestFirst().stream()
                .filter(trial -> seeds(trial).findAny().isPresent())
                .toList();
        if (again.isEmpty()) {
            return;
        }
        page.start("figure").element("figcaption", TITLE);
        page.start("ul", "legend");
        page.start("li", "colour-1 point").text("in the sweep").end();
        page.start("li", "colour-0 point").text("another seed").end();
        page.start("li", "colour-3 line").text("mean of the other seeds").end();
        page.end();
        double bottom = TOP + ROW * again.size();
        Svg.start(page, TITLE, WIDTH, bottom + 50);
        double[] all = again.stream()
                .flatMapToDouble(trial -> DoubleStream.concat(seeds(trial), DoubleStream.of(trial.score())))
                .toArray();
        Axis across = Axis.covering(
                DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1), 5, 1e-6, LEFT, RIGHT);
        axis(page, across, bottom);
        for (int i = 0; i < again.size(); i++) {
            row(page, again.get(i), across, TOP + ROW * (i + 0.5));
        }
        page.end().end();
    }

    private DoubleStream seeds(Trial trial) {
        return report.retrainings().stream()
                .filter(retraining -> retraining.trial() == trial.number())
                .map(Retraining::measure)
                .mapToDouble(measure -> SweepCharts.value(report.metric(), measure))
                .filter(Double::isFinite);
    }

    private void axis(Html page, Axis across, double bottom) {
        Axis.Unit unit = report.metric() == Metric.DEV_ACCURACY ? Axis.Unit.SHARE : Axis.Unit.NUMBER;
        for (double tick : across.ticks()) {
            Svg.line(page, "grid", across.pixel(tick), TOP, across.pixel(tick), bottom);
            Svg.text(page, "tick middle", across.pixel(tick), bottom + 20, across.label(tick, unit));
        }
        Svg.line(page, "base", LEFT, bottom, RIGHT, bottom);
        Svg.text(
                page,
                "axis middle",
                (LEFT + RIGHT) / 2,
                bottom + 42,
                report.metric().label());
    }

    private void row(Html page, Trial trial, Axis across, double y) {
        Svg.text(page, "name end", LEFT - 10, y + 5, "trial " + trial.number());
        double mean = across.pixel(seeds(trial).average().orElseThrow());
        page.start("g", "colour-3");
        Svg.line(page, "mean", mean, y - TICK, mean, y + TICK);
        page.end().start("g", "colour-0");
        seeds(trial).forEach(score -> Svg.dot(page, across.pixel(score), y));
        page.end().start("g", "colour-1");
        Svg.dot(page, across.pixel(trial.score()), y);
        page.end();
    }
}
