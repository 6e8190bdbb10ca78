package io.joyul.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One key of a run file with the values that a sweep may give it. Strategies see it as the stretch from 0 to 1: each
 * place there is a value, and each value has its place. Dimensions of finitely many values cut the stretch into as many
 * equal parts.
 */
public sealed interface Dimension {
    /** Digits that a number of a continuum is rounded to, so that it can be read and typed. */
    MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    /** The dotted key, as {@code --set} takes it. */
    String key();

    /** The value at a place in [0, 1], as text. */
    String at(double place);

    /** Where a value lies, in [0, 1]; for one of finitely many values, the middle of its part. */
    double place(String value);

    /** How many values there are; 0 for a continuum. */
    int values();

    /** Whether neighbours are alike, as numbers are. */
    boolean isOrdered();

    /**
     * The nearest value to {@code factor} times a value; where values are steps, at least one further towards it, and for
     * 0 upwards by a factor above 1. The value itself where it is no number, or at an end that the factor leads beyond.
     */
    String scaled(String value, double factor);

    /** When the key is set at all; empty: always. */
    default Optional<Condition> condition() {
        return Optional.empty();
    }

    /** How many values a grid has, with so many of a continuum. */
    default int parts(int points) {
        return values() == 0 ? points : values();
    }

    /** All values, or so many of a continuum: the middles of equal parts. */
    default List<String> grid(int points) {
        int parts = parts(points);
        return IntStream.range(0, parts)
                .mapToObj(part -> at((part + 0.5) / parts))
                .toList();
    }

    /** The second lowest, where there are two at least. */
    default String second() {
        return at(1.5 / values());
    }

    /**
     * The values at the ends, and where there are steps the second lowest, for a key may take both ends and no value
     * between: 1 and 2, but not 1.5. For values without an order, all of them.
     */
    default List<String> extremes() {
        if (!isOrdered()) {
            return grid(0);
        }
        return values() > 2 ? List.of(at(0), second(), at(1)) : List.of(at(0), at(1));
    }

    /**
     * Another key has one of these values.
     *
     * @param parent the other key, a dimension too
     */
    record Condition(String parent, List<String> values) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** One of some values that have no order. */
    record Choice(String key, List<String> options) implements Dimension {
        public Choice {
            options = List.copyOf(options);
        }

        @Override
        public String at(double place) {
            return options.get(part(place, options.size()));
        }

        @Override
        public double place(String value) {
            return (options.indexOf(value) + 0.5) / options.size();
        }

        @Override
        public int values() {
            return options.size();
        }

        @Override
        public boolean isOrdered() {
            return false;
        }

        @Override
        public String scaled(String value, double factor) {
            return value;
        }
    }

    /** A number between two others, each as likely as the other. */
    record Uniform(String key, double low, double high) implements Dimension {
        @Override
        public String at(double place) {
            return text(low + inside(place) * (high - low), low, high);
        }

        @Override
        public double place(String value) {
            return inside((Double.parseDouble(value) - low) / (high - low));
        }

        @Override
        public int values() {
            return 0;
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public String scaled(String value, double factor) {
            return text(Double.parseDouble(value) * factor, low, high);
        }
    }

    /** A number above 0 whose logarithm is uniform. */
    record LogUniform(String key, double low, double high) implements Dimension {
        @Override
        public String at(double place) {
            return text(low * Math.pow(high / low, inside(place)), low, high);
        }

        @Override
        public double place(String value) {
            return inside(Math.log(Double.parseDouble(value) / low) / Math.log(high / low));
        }

        @Override
        public int values() {
            return 0;
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public String scaled(String value, double factor) {
            return text(Double.parseDouble(value) * factor, low, high);
        }
    }

    /** A whole number, both ends included. */
    record IntegerRange(String key, int low, int high) implements Dimension {
        @Override
        public String at(double place) {
            return Integer.toString(low + part(place, values()));
        }

        @Override
        public double place(String value) {
            return (Integer.parseInt(value) - low + 0.5) / values();
        }

        @Override
        public int values() {
            return high - low + 1;
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public String scaled(String value, double factor) {
            int number = Integer.parseInt(value);
            long moved = moved(number, Math.round(number * factor), towards(number, factor));
            return Long.toString(Math.min(high, Math.max(low, moved)));
        }
    }

    /** A number that is a whole number of steps above the lowest. Decimal, so that 0.1 + 0.2 is 0.3. */
    record Quantised(String key, BigDecimal low, BigDecimal high, BigDecimal step) implements Dimension {
        @Override
        public String at(double place) {
            return value(part(place, values()));
        }

        private String value(int steps) {
            return low.add(step.multiply(BigDecimal.valueOf(steps)))
                    .stripTrailingZeros()
                    .toPlainString();
        }

        @Override
        public double place(String value) {
            return new BigDecimal(value)
                                    .subtract(low)
                                    .divide(step, MathContext.DECIMAL64)
                                    .doubleValue()
                            / values()
                    + 0.5 / values();
        }

        @Override
        public int values() {
            return high.subtract(low).divideToIntegralValue(step).intValueExact() + 1;
        }

        @Override
        public boolean isOrdered() {
            return true;
        }

        @Override
        public String scaled(String value, double factor) {
            BigDecimal number = new BigDecimal(value);
            long moved = moved(
                    steps(number),
                    steps(number.multiply(BigDecimal.valueOf(factor))),
                    towards(number.signum(), factor));
            return value((int) Math.min(values() - 1, Math.max(0, moved)));
        }

        private long steps(BigDecimal number) {
            return number.subtract(low).divide(step, 0, RoundingMode.HALF_EVEN).longValue();
        }
    }

    /** A dimension that is there only while another has certain values. */
    record Conditional(Dimension of, Condition when) implements Dimension {
        @Override
        public String key() {
            return of.key();
        }

        @Override
        public String at(double place) {
            return of.at(place);
        }

        @Override
        public double place(String value) {
            return of.place(value);
        }

        @Override
        public int values() {
            return of.values();
        }

        @Override
        public boolean isOrdered() {
            return of.isOrdered();
        }

        @Override
        public String scaled(String value, double factor) {
            return of.scaled(value, factor);
        }

        @Override
        public Optional<Condition> condition() {
            return Optional.of(when);
        }
    }

    private static double inside(double place) {
        return Math.min(1, Math.max(0, place));
    }

    private static int part(double place, int parts) {
        return Math.min(parts - 1, (int) (inside(place) * parts));
    }

    /** Which way a factor leads from a number: 1 up, -1 down, 0 nowhere. */
    private static int towards(int number, double factor) {
        return (int) Math.signum(factor - 1) * (number < 0 ? -1 : 1);
    }

    /** A fifth of a small number is less than half a step; whoever asks for another value is to get one. */
    private static long moved(long from, long nearest, int towards) {
        return nearest == from ? from + towards : nearest;
    }

    /** Rounded, but never to beyond an end. */
    private static String text(double value, double low, double high) {
        double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
        return Double.toString(Math.min(high, Math.max(low, rounded)));
    }
}
