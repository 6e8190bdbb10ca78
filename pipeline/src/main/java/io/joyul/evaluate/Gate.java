package io.joyul.evaluate;

import io.joyul.config.PublishConfig;
import io.joyul.config.PublishConfig.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a model's figure is good enough to publish it.
 *
 * @param value the model's figure
 * @param threshold that it must reach; empty: none
 * @param published figure of the model that was published last, where it counts
 * @param reasons why the gate is closed; none when it is open
 */
public record Gate(
        Metric metric, double value, Optional<Double> threshold, Optional<Double> published, List<String> reasons) {
    public Gate {
        reasons = List.copyOf(reasons);
    }

    /**
     * Whether a model is good enough.
     *
     * @param published figure of the model that was published last, by the metric of {@code asked}
     */
    public static Gate of(PublishConfig asked, ClassificationResult result, Optional<Double> published) {
        Metric metric = asked.metric();
        double value = figure(result, metric);
        Optional<Double> last = asked.noWorseThanPublished() ? published : Optional.empty();
        List<String> reasons = new ArrayList<>();
        asked.threshold()
                .filter(threshold -> !reaches(metric, value, threshold))
                .ifPresent(threshold -> reasons.add(unmet(metric, value, threshold, "publish.threshold")));
        last.filter(earlier -> !reaches(metric, value, earlier))
                .ifPresent(earlier ->
                        reasons.add(unmet(metric, value, earlier, "the figure of the model published last")));
        return new Gate(metric, value, asked.threshold(), last, reasons);
    }

    public boolean isOpen() {
        return reasons.isEmpty();
    }

    /** Each figure that a gate may look at, by its name in the run file. */
    public static Map<String, Double> figures(ClassificationResult result) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            figures.put(metric.label(), figure(result, metric));
        }
        return figures;
    }

    /** Four digits after the point. */
    public static String shown(double figure) {
        return String.format(Locale.ROOT, "%.4f", figure);
    }

    private static double figure(ClassificationResult result, Metric metric) {
        return switch (metric) {
            case ACCURACY -> result.accuracy().estimate();
            case MACRO_F1 -> result.macroF1().estimate();
            case MATTHEWS_CORRELATION -> result.matthewsCorrelation();
            case LOG_LOSS -> result.logLoss();
            case BRIER -> result.brier();
            case EXPECTED_CALIBRATION_ERROR -> result.expectedCalibrationError();
        };
    }

    /** No number reaches nothing. */
    private static boolean reaches(Metric metric, double value, double bound) {
        return switch (metric.better()) {
            case HIGHER -> value >= bound;
            case LOWER -> value <= bound;
        };
    }

    private static String unmet(Metric metric, double value, double bound, String what) {
        String relation = switch (metric.better()) {
            case HIGHER -> "at least ";
            case LOWER -> "at most ";
        };
        return metric.label() + " is " + shown(value) + " and must be " + relation + shown(bound) + ", " + what;
    }
}
