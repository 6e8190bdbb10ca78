package io.joyul.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Lines over a common horizontal axis, as SVG with its legend. What is not finite is a gap in its line.
 *
 * @param title above the picture
 * @param unit of the vertical axis
 * @param series in the legend's order
 */
record LineChart(String title, String horizontal, String vertical, Axis.Unit unit, List<Series> series) {
    private static final double WIDTH = 640;
    private static final double HEIGHT = 300;
    private static final double LEFT = 64;
    private static final double RIGHT = 612;
    private static final double TOP = 14;
    private static final double BOTTOM = 250;

    /** How a line looks; a faint one is the noise behind another and has no place in the legend. */
    enum Style {
        LINE,
        FAINT,
        DOTTED;

        String cssClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A point in the units of the axes. */
    record XY(double x, double y) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /**
     * One line.
     *
     * @param colour counted from 0; lines that belong together share it
     */
    record Series(String name, int colour, Style style, List<XY> points) {
        String cssClass() {
            return "colour-" + colour % 4 + " " + style.cssClass();
        }
    }

    boolean isEmpty() {
        return series.stream().flatMap(line -> line.points().stream()).noneMatch(XY::isFinite);
    }

    void draw(Html page) {
        page.start("figure").element("figcaption", title);
        if (isEmpty()) {
            page.element("p", "none", "Nothing was recorded.").end();
            return;
        }
        legend(page);
        Svg.start(page, title, WIDTH, HEIGHT);
        Axis across = Axis.covering(0, values(XY::x).max().orElse(1), 6, 1, LEFT, RIGHT);
        Axis up =
                Axis.covering(values(XY::y).min().orElse(0), values(XY::y).max().orElse(1), 5, 1e-6, BOTTOM, TOP);
        Svg.axes(page, across, horizontal, Axis.Unit.NUMBER, up, vertical, unit);
        for (Series line : series) {
            drawLine(page, line, across, up);
        }
        page.end().end();
    }

    private void legend(Html page) {
        page.start("ul", "legend");
        for (Series line : series) {
            if (line.style() != Style.FAINT && line.points().stream().anyMatch(XY::isFinite)) {
                page.start("li", line.cssClass()).text(line.name()).end();
            }
        }
        page.end();
    }

    private void drawLine(Html page, Series line, Axis across, Axis up) {
        StringBuilder path = new StringBuilder();
        boolean joined = false;
        for (XY point : line.points()) {
            if (point.isFinite()) {
                // A line of no length first: its round cap shows a point that no neighbour joins.
                path.append(String.format(
                        Locale.ROOT,
                        joined ? "L%.1f %.1f" : "M%.1f %.1fh0",
                        across.pixel(point.x()),
                        up.pixel(point.y())));
            }
            joined = point.isFinite();
        }
        page.start("g", line.cssClass());
        page.start("path").attribute("d", path.toString()).end();
        boolean alone = line.points().stream().filter(XY::isFinite).count() == 1;
        if (line.style() == Style.DOTTED || alone) {
            for (XY point : line.points()) {
                if (point.isFinite()) {
                    Svg.dot(page, across.pixel(point.x()), up.pixel(point.y()));
                }
            }
        }
        page.end();
    }

    private DoubleStream values(ToDoubleFunction<XY> coordinate) {
        return series.stream()
                .flatMap(line -> line.points().stream())
                .filter(XY::isFinite)
                .mapToDouble(coordinate);
    }
}
