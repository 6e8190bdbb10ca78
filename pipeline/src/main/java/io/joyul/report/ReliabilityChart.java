package io.joyul.report;

import io.joyul.evaluate.CalibrationBin;
import java.util.List;

/**
 * Accuracy against confidence: a model that knows how sure to be has its bars end on the diagonal. The strip below
 * shows how many predictions each bin holds.
 */
record ReliabilityChart(List<CalibrationBin> bins) {
    private static final String TITLE = "Reliability: accuracy against confidence";
    private static final double WIDTH = 640;
    private static final double HEIGHT = 400;
    private static final double LEFT = 64;
    private static final double RIGHT = 624;
    private static final double TOP = 14;
    private static final double BOTTOM = 262;
    private static final double COUNTS_TOP = 322;
    private static final double COUNTS_BOTTOM = 380;

    void draw(Html page) {
        page.start("figure").element("figcaption", TITLE);
        page.start("ul", "legend")
                .element("li", "bar", "accuracy in the bin")
                .element("li", "gap", "gap to mean confidence")
                .end();
        Svg.start(page, TITLE, WIDTH, HEIGHT);
        double lowest = bins.stream()
                .filter(bin -> bin.count() > 0)
                .mapToDouble(CalibrationBin::low)
                .min()
                .orElse(0);
        Axis across = Axis.covering(lowest, 1, 6, 0.05, LEFT, RIGHT);
        Axis up = Axis.covering(0, 1, 5, 0.05, BOTTOM, TOP);
        Svg.axes(page, across, "confidence in the predicted class", Axis.Unit.SHARE, up, "accuracy", Axis.Unit.SHARE);
        long most = bins.stream().mapToLong(CalibrationBin::count).max().orElse(0);
        for (CalibrationBin bin : bins) {
            if (bin.count() > 0) {
                drawBin(page, bin, across, up, (double) bin.count() / most);
            }
        }
        Svg.line(page, "diagonal", across.start(), up.pixel(across.low()), across.end(), up.pixel(1));
        Svg.line(page, "base", LEFT, COUNTS_BOTTOM, RIGHT, COUNTS_BOTTOM);
        Svg.text(page, "tick end", LEFT - 8, COUNTS_TOP + 4, Figures.count(most));
        Svg.text(page, "tick end", LEFT - 8, COUNTS_BOTTOM + 4, "0");
        Svg.text(page, "axis middle", (LEFT + RIGHT) / 2, COUNTS_BOTTOM + 17, "predictions in the bin");
        page.end().end();
    }

    private static void drawBin(Html page, CalibrationBin bin, Axis across, Axis up, double shareOfLargest) {
        double left = across.pixel(bin.low()) + 1;
        double width = across.pixel(bin.high()) - across.pixel(bin.low()) - 2;
        double accuracy = up.pixel(bin.accuracy());
        double confidence = up.pixel(bin.confidence());
        page.start("g")
                .element(
                        "title",
                        "confidence " + Figures.percent(bin.confidence()) + ", accuracy "
                                + Figures.percent(bin.accuracy()) + ", " + Figures.count(bin.count())
                                + " predictions");
        Svg.rectangle(page, "bar", left, accuracy, width, BOTTOM - accuracy);
        Svg.rectangle(page, "gap", left, Math.min(accuracy, confidence), width, Math.abs(accuracy - confidence));
        double height = (COUNTS_BOTTOM - COUNTS_TOP) * shareOfLargest;
        Svg.rectangle(page, "count", left, COUNTS_BOTTOM - height, width, height);
        page.end();
    }
}
