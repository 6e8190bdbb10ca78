package io.joyul.report;

/** The parts that the charts have in common. Colours, fonts and line widths are the style sheet's. */
final class Svg {
    private Svg() {}

    /** Opens a picture that takes the width it is given. */
    static void start(Html page, String title, double width, double height) {
        page.start("svg")
                .attribute("viewBox", "0 0 " + Math.round(width) + " " + Math.round(height))
                .attribute("role", "img")
                .element("title", title);
    }

    /** Grid, ticks, and titles of both axes. */
    static void axes(
            Html page,
            Axis across,
            String acrossTitle,
            Axis.Unit acrossUnit,
            Axis up,
            String upTitle,
            Axis.Unit upUnit) {
        for (double tick : up.ticks()) {
            line(page, "grid", across.start(), up.pixel(tick), across.end(), up.pixel(tick));
            text(page, "tick end", across.start() - 8, up.pixel(tick) + 4, up.label(tick, upUnit));
        }
        for (double tick : across.ticks()) {
            line(page, "mark", across.pixel(tick), up.start(), across.pixel(tick), up.start() + 5);
            text(page, "tick middle", across.pixel(tick), up.start() + 20, across.label(tick, acrossUnit));
        }
        line(page, "base", across.start(), up.start(), across.end(), up.start());
        text(page, "axis middle", (across.start() + across.end()) / 2, up.start() + 42, acrossTitle);
        double middle = (up.start() + up.end()) / 2;
        page.start("text", "axis middle")
                .attribute("transform", "translate(14 " + Math.round(middle) + ") rotate(-90)")
                .text(upTitle)
                .end();
    }

    static void line(Html page, String cssClass, double x1, double y1, double x2, double y2) {
        page.start("line", cssClass)
                .attribute("x1", x1)
                .attribute("y1", y1)
                .attribute("x2", x2)
                .attribute("y2", y2)
                .end();
    }

    static void rectangle(Html page, String cssClass, double x, double y, double width, double height) {
        page.start("rect", cssClass)
                .attribute("x", x)
                .attribute("y", y)
                .attribute("width", Math.max(0, width))
                .attribute("height", Math.max(0, height))
                .end();
    }

    static void dot(Html page, double x, double y) {
        page.start("circle")
                .attribute("cx", x)
                .attribute("cy", y)
                .attribute("r", 4)
                .end();
    }

    static void text(Html page, String cssClass, double x, double y, String text) {
        page.start("text", cssClass)
                .attribute("x", x)
                .attribute("y", y)
                .text(text)
                .end();
    }
}
