package io.joyul.report;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.sweep.Dimension;
import io.joyul.sweep.Point;
import io.joyul.sweep.Trial;
import java.util.List;
import java.util.Locale;

/** Each trial as a line through its values, the best in colour: what good trials have in common is where these meet. */
record ParallelCoordinates(SweepReport report) {
    private static final String TITLE = "Trials: their values and what came of them";
    private static final double WIDTH = 1060;
    private static final double HEIGHT = 372;
    private static final double LEFT = 70;
    private static final double RIGHT = 990;
    private static final double TOP = 46;
    private static final double BOTTOM = 330;
    /** Where a line passes a key that its trial does not have. */
    private static final double ABSENT = 356;
    /** Names of keys that would run into each other are raised in turn. */
    private static final double RAISED = 18;
    /** The share of the trials that is drawn in colour. */
    private static final double BEST_SHARE = 0.2;

    void draw(Html page) {
        page.start("figure").element("figcaption", TITLE);
        page.element(
                "p",
                "lead",
                "In colour the best fifth of those that got furthest. A line passes below a key that its trial does not have."
                        + " Point at a line to read its values.");
        List<Trial> ranked = report.bestFirst();
        if (ranked.isEmpty()) {
            page.element("p", "none", "Nothing was recorded.").end();
            return;
        }
        double low = ranked.stream().mapToDouble(Trial::score).min().orElse(0);
        double high = ranked.stream().mapToDouble(Trial::score).max().orElse(1);
        Axis up = Axis.covering(low, high, 5, 1e-6, BOTTOM, TOP);
        Svg.start(page, TITLE, WIDTH, HEIGHT);
        int best = (int) Math.max(1, Math.ceil(BEST_SHARE * ranked.size()));
        for (int place = ranked.size() - 1; place >= 0; place--) {
            line(page, ranked.get(place), up, place < best ? "colour-1" : "colour-0 faint");
        }
        for (int i = 0; i < report.space().size(); i++) {
            axis(page, i);
        }
        scoreAxis(page, up);
        page.end().end();
    }

    private double across(int axis) {
        return LEFT + (RIGHT - LEFT) * axis / report.space().size();
    }

    private static double height(double place) {
        return BOTTOM + (TOP - BOTTOM) * place;
    }

    private void line(Html page, Trial trial, Axis up, String cssClass) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < report.space().size(); i++) {
            Dimension dimension = report.space().get(i);
            String value = trial.point().values().get(dimension.key());
            double y = value == null ? ABSENT : height(dimension.place(value));
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", across(i), y));
        }
        path.append(String.format(Locale.ROOT, "L%.1f %.1f", RIGHT, up.pixel(trial.score())));
        page.start("g", cssClass)
                .element(
                        "title",
                        "trial " + trial.number() + ": " + trial.point().text() + "; " + report.score(trial.score()));
        page.start("path").attribute("d", path.toString()).end().end();
    }

    private void axis(Html page, int index) {
        Dimension dimension = report.space().get(index);
        double x = across(index);
        Svg.line(page, "base", x, BOTTOM, x, TOP);
        Svg.text(page, "name middle", x, TOP - 10 - (index % 2) * RAISED, Point.shortName(dimension.key()));
        List<String> values = dimension.values() > 0 && dimension.values() <= 6
                ? dimension.grid(0)
                : List.of(dimension.at(0), dimension.at(1));
        for (String value : values) {
            boolean ends = dimension.values() == 0 || dimension.values() > 6;
            double place = !ends ? dimension.place(value) : value.equals(values.get(0)) ? 0 : 1;
            Svg.line(page, "mark", x - 3, height(place), x + 3, height(place));
            Svg.text(page, "tick halo", x + 7, height(place) + 4, Figures.value(dimension, value));
        }
        if (dimension.condition().isPresent()) {
            Svg.text(page, "tick halo", x + 7, ABSENT + 4, "absent");
        }
    }

    private void scoreAxis(Html page, Axis up) {
        Axis.Unit unit = report.metric() == Metric.DEV_ACCURACY ? Axis.Unit.SHARE : Axis.Unit.NUMBER;
        Svg.line(page, "base", RIGHT, BOTTOM, RIGHT, TOP);
        Svg.text(page, "name middle", RIGHT, TOP - 10, report.metric().label());
        for (double tick : up.ticks()) {
            Svg.line(page, "mark", RIGHT - 3, up.pixel(tick), RIGHT + 3, up.pixel(tick));
            Svg.text(page, "tick", RIGHT + 8, up.pixel(tick) + 4, up.label(tick, unit));
        }
    }
}
