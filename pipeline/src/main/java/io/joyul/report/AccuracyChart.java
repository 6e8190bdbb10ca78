package io.joyul.report;

import io.joyul.evaluate.Interval;
import java.util.ArrayList;
import java.util.List;

/** The model's accuracy beside what it has to beat, with 95 % intervals. */
record AccuracyChart(List<Row> rows) {
    private static final String TITLE = "Accuracy with its 95 % interval";
    private static final double WIDTH = 960;
    private static final double LEFT = 200;
    private static final double RIGHT = 840;
    private static final double TOP = 10;
    private static final double ROW = 38;

    /** One accuracy, in the colour of its number. */
    record Row(String name, int colour, Interval accuracy) {}

    static AccuracyChart of(RunReport report) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("this model", 0, report.evaluation().accuracy()));
        if (report.fromScratch() != null) {
            rows.add(new Row(
                    "from random weights", 1, report.fromScratch().result().accuracy()));
        }
        double majority = report.evaluation().majorityShare();
        rows.add(new Row("majority class", 3, new Interval(majority, Double.NaN, Double.NaN)));
        return new AccuracyChart(rows);
    }

    void draw(Html page) {
        double bottom = TOP + ROW * rows.size();
        page.start("figure", "wide").element("figcaption", TITLE);
        Svg.start(page, TITLE, WIDTH, bottom + 52);
        Axis across = Axis.covering(
                rows.stream().mapToDouble(row -> lowest(row.accuracy())).min().orElse(0),
                rows.stream().mapToDouble(row -> highest(row.accuracy())).max().orElse(1),
                6,
                0.001,
                LEFT,
                RIGHT);
        for (double tick : across.ticks()) {
            Svg.line(page, "grid", across.pixel(tick), TOP, across.pixel(tick), bottom);
            Svg.text(page, "tick middle", across.pixel(tick), bottom + 18, across.label(tick, Axis.Unit.SHARE));
        }
        Svg.text(page, "axis middle", (LEFT + RIGHT) / 2, bottom + 42, "accuracy on the held-out examples");
        for (int i = 0; i < rows.size(); i++) {
            drawRow(page, rows.get(i), across, TOP + ROW * (i + 0.5));
        }
        page.end().end();
    }

    private static void drawRow(Html page, Row row, Axis across, double middle) {
        Interval accuracy = row.accuracy();
        Svg.text(page, "name end", LEFT - 16, middle + 5, row.name());
        page.start("g", "colour-" + row.colour() + " dotted");
        if (!Double.isNaN(accuracy.low())) {
            Svg.line(page, "whisker", across.pixel(accuracy.low()), middle, across.pixel(accuracy.high()), middle);
        }
        Svg.dot(page, across.pixel(accuracy.estimate()), middle);
        page.end();
        Svg.text(page, "name", RIGHT + 16, middle + 5, Figures.percent(accuracy.estimate()));
    }

    private static double lowest(Interval accuracy) {
        return Double.isNaN(accuracy.low()) ? accuracy.estimate() : accuracy.low();
    }

    private static double highest(Interval accuracy) {
        return Double.isNaN(accuracy.high()) ? accuracy.estimate() : accuracy.high();
    }
}
