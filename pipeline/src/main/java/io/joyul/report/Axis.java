package io.joyul.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a chart: a range that begins and ends at round values, and where they lie in pixels.
 *
 * @param ticks round values from the low end to the high one
 * @param start pixel of the low end
 * @param end pixel of the high end
 */
record Axis(List<Double> ticks, double start, double end) {

    /** What the numbers at the ticks are. */
    enum Unit {
        NUMBER,
        SHARE,
        /** Numbers far below 1, such as 5e-5. */
        SMALL
    }

    /**
     * The axis that holds both values with about {@code wanted} ticks.
     *
     * @param smallestStep between ticks, such as 1 where values between whole numbers mean nothing
     */
    static Axis covering(double low, double high, int wanted, double smallestStep, double start, double end) {
        double span = high > low ? high - low : Math.max(Math.abs(low), smallestStep) * 0.1;
        double step = Math.max(smallestStep, roundStep(span / wanted));
        long first = (long) Math.floor(low / step + 1e-9);
        long last = Math.max(first + 1, (long) Math.ceil(high / step - 1e-9));
        List<Double> ticks = new ArrayList<>();
        for (long tick = first; tick <= last; tick++) {
            ticks.add(tick * step);
        }
        return new Axis(ticks, start, end);
    }

    double low() {
        return ticks.get(0);
    }

    double high() {
        return ticks.get(ticks.size() - 1);
    }

    double pixel(double value) {
        return start + (value - low()) / (high() - low()) * (end - start);
    }

    /** A tick in as many decimals as tell it from its neighbours. */
    String label(double tick, Unit unit) {
        if (unit == Unit.SMALL) {
            return tick == 0 ? "0" : small(tick);
        }
        double scale = unit == Unit.SHARE ? 100 : 1;
        double step = (ticks.get(1) - ticks.get(0)) * scale;
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        boolean halves = Math.abs(step * Math.pow(10, decimals) - Math.rint(step * Math.pow(10, decimals))) > 1e-6;
        String format = "%,." + (halves ? decimals + 1 : decimals) + "f";
        return String.format(Locale.ROOT, format, tick * scale) + (unit == Unit.SHARE ? " %" : "");
    }

    /** As {@code 1.5e-4}: a mantissa without zeros at its end. */
    private static String small(double value) {
        String[] parts = String.format(Locale.ROOT, "%.2e", value).split("e", -1);
        String mantissa = parts[0].replaceFirst("\\.?0+$", "");
        return mantissa + "e" + Integer.parseInt(parts[1]);
    }

    /** The next of 1, 2, 2.5 and 5 times a power of ten. */
    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (factor * power >= rough * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
