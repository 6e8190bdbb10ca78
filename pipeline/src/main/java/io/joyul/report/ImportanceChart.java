package io.joyul.report;

import io.joyul.sweep.Importance;
import io.joyul.sweep.Point;
import java.util.List;

/** How much of what trials differ in each key explains by itself. */
record ImportanceChart(List<Importance> importance) {
    private static final String TITLE = "Importance: share of the variance that a key explains by itself";
    private static final double WIDTH = 640;
    private static final double LEFT = 250;
    private static final double RIGHT = 560;
    private static final double ROW = 30;

    void draw(Html page) {
        page.start("figure").element("figcaption", TITLE);
        if (importance.isEmpty()) {
            page.element("p", "none", "There are too few trials to tell.").end();
            return;
        }
        Svg.start(page, TITLE, WIDTH, ROW * importance.size() + 10);
        for (int i = 0; i < importance.size(); i++) {
            Importance key = importance.get(i);
            double top = ROW * i + 6;
            Svg.text(page, "name end", LEFT - 10, top + 16, Point.shortName(key.key()));
            Svg.rectangle(page, "bar", LEFT, top, (RIGHT - LEFT) * Math.min(1, key.share()), ROW - 10);
            Svg.text(
                    page,
                    "tick",
                    LEFT + (RIGHT - LEFT) * Math.min(1, key.share()) + 8,
                    top + 15,
                    Figures.percent(key.share()));
        }
        page.end().end();
    }
}
