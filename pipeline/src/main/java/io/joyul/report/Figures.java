package io.joyul.report;

import io.joyul.evaluate.Interval;
import io.joyul.sweep.Dimension;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How figures are written for people: the same on every page, in every locale. What is not finite is a dash. */
final class Figures {
    static final String NONE = "–";
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private Figures() {}

    /** Three decimals. */
    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : NONE;
    }

    /** A mean of counts: one decimal. */
    static String mean(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.1f", value) : NONE;
    }

    /** A share as a percentage with one decimal. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : NONE;
    }

    /** A difference of shares in percentage points, with its sign. */
    static String points(double difference) {
        return Double.isFinite(difference) ? signed(difference) + " points" : NONE;
    }

    static String percent(Interval interval) {
        return hasBounds(interval)
                ? String.format(Locale.ROOT, "%.1f–%.1f %%", 100 * interval.low(), 100 * interval.high())
                : NONE;
    }

    static String points(Interval interval) {
        return hasBounds(interval) ? signed(interval.low()) + " to " + signed(interval.high()) : NONE;
    }

    static String number(Interval interval) {
        return hasBounds(interval) ? number(interval.low()) + "–" + number(interval.high()) : NONE;
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** To the nearest whole number. */
    static String count(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : NONE;
    }

    /** As {@code 4.2 s}, {@code 3 min 05 s} or {@code 1 h 02 min}. */
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** The day in UTC, and the time to the minute. */
    static String day(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    /** Rows by reason, as {@code empty 12, duplicate 3}. */
    static String reasons(Map<String, Long> rows) {
        return rows.isEmpty()
                ? NONE
                : rows.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + count(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** A value that a sweep gave a key: a number of a continuum has three digits. */
    static String value(Dimension dimension, String value) {
        return dimension.values() > 0
                ? value
                : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
    }

    private static boolean hasBounds(Interval interval) {
        return Double.isFinite(interval.low()) && Double.isFinite(interval.high());
    }

    private static String signed(double difference) {
        String digits = String.format(Locale.ROOT, "%.1f", Math.abs(100 * difference));
        return digits.equals("0.0") ? digits : (difference < 0 ? "−" : "+") + digits;
    }
}
