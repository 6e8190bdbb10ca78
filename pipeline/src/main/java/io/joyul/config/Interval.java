package io.joyul.config;

import java.math.BigDecimal;

/**
 * A range of numbers in mathematical notation: a square bracket includes its end, a round one does not.
 *
 * @param text such as {@code [0, 1)} or {@code (0, ∞)}
 */
record Interval(String text) {

    boolean contains(double value) {
        boolean aboveLow = text.startsWith("[") ? value >= low() : value > low();
        boolean belowHigh = text.endsWith("]") ? value <= high() : value < high();
        return aboveLow && belowHigh;
    }

    /** The requirement in words, to follow "must be". */
    String description() {
        String above = (text.startsWith("[") ? "at least " : "above ") + plain(low());
        if (Double.isInfinite(high())) {
            return above;
        }
        return above + (text.endsWith("]") ? " and at most " : " and below ") + plain(high());
    }

    private double low() {
        return Double.parseDouble(text.substring(1, text.indexOf(',')).strip());
    }

    private double high() {
        String end = text.substring(text.indexOf(',') + 1, text.length() - 1).strip();
        return end.equals("∞") ? Double.POSITIVE_INFINITY : Double.parseDouble(end);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
