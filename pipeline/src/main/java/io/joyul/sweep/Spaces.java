package io.joyul.sweep;

import io.joyul.config.SweepConfig.DimensionConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.sweep.Dimension.Condition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the space of a sweep out of what its file says. */
public final class Spaces {
    private static final long MOST_VALUES = 1_000_000;
    /** Values that a message names one by one. */
    private static final int MOST_NAMED = 20;

    private final List<String> problems = new ArrayList<>();

    private Spaces() {}

    /**
     * The space, in the order of the file but for conditions, which follow what they depend on.
     *
     * @throws JoyulException {@code CONFIG_INVALID} with all that is wrong
     */
    public static Space of(List<DimensionConfig> sections) {
        Spaces spaces = new Spaces();
        List<Dimension> dimensions = new ArrayList<>();
        sections.forEach(section -> spaces.dimension(section).ifPresent(dimensions::add));
        List<Dimension> ordered = spaces.ordered(dimensions);
        if (!spaces.problems.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID, "the space of the sweep:\n  " + String.join("\n  ", spaces.problems));
        }
        return new Space(ordered);
    }

    private Optional<Dimension> dimension(DimensionConfig section) {
        try {
            Dimension plain = plain(section);
            if (section.when().size() > 1) {
                throw new IllegalArgumentException(
                        "when: has one key, and here " + section.when().size());
            }
            for (Map.Entry<String, String> when : section.when().entrySet()) {
                List<String> values = Arrays.stream(when.getValue().split("\\|", -1))
                        .map(String::strip)
                        .toList();
                return Optional.of(new Dimension.Conditional(plain, new Condition(when.getKey(), values)));
            }
            return Optional.of(plain);
        } catch (ArithmeticException e) {
            problems.add(section.key() + ": has too many values, or an integer that is not whole");
        } catch (IllegalArgumentException e) {
            problems.add(section.key() + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Dimension plain(DimensionConfig section) {
        String key = section.key();
        if (section.choice().isPresent()) {
            List<String> options = section.choice().get();
            require(!options.isEmpty(), "choice: is empty");
            require(new HashSet<>(options).size() == options.size(), "choice: names a value twice");
            return new Dimension.Choice(key, options);
        }
        if (section.uniform().isPresent()) {
            List<BigDecimal> ends = numbers("uniform", section.uniform().get(), 2);
            return new Dimension.Uniform(
                    key, ends.get(0).doubleValue(), ends.get(1).doubleValue());
        }
        if (section.logUniform().isPresent()) {
            List<BigDecimal> ends = numbers("log-uniform", section.logUniform().get(), 2);
            require(ends.get(0).signum() > 0, "log-uniform: must begin above 0, but begins at " + ends.get(0));
            return new Dimension.LogUniform(
                    key, ends.get(0).doubleValue(), ends.get(1).doubleValue());
        }
        if (section.integer().isPresent()) {
            List<BigDecimal> ends = numbers("integer", section.integer().get(), 2);
            int low = ends.get(0).intValueExact();
            int high = ends.get(1).intValueExact();
            require((long) high - low < Integer.MAX_VALUE, "integer: has more than " + Integer.MAX_VALUE + " values");
            return new Dimension.IntegerRange(key, low, high);
        }
        List<BigDecimal> parts = numbers("quantised", section.quantised().orElseThrow(), 3);
        require(parts.get(2).signum() > 0, "quantised: the step must be above 0, but is " + parts.get(2));
        Dimension.Quantised quantised = new Dimension.Quantised(key, parts.get(0), parts.get(1), parts.get(2));
        require(quantised.values() <= MOST_VALUES, "quantised: has more than " + MOST_VALUES + " values");
        return quantised;
    }

    private static List<BigDecimal> numbers(String kind, List<String> texts, int count) {
        require(texts.size() == count, kind + ": takes " + count + " numbers, but has " + texts.size());
        List<BigDecimal> numbers = new ArrayList<>();
        for (String text : texts) {
            try {
                numbers.add(new BigDecimal(text.replace("_", "")));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(kind + ": " + text + " is no number", e);
            }
        }
        require(
                numbers.get(0).compareTo(numbers.get(1)) < 0,
                kind + ": must go up, but goes from " + texts.get(0) + " to " + texts.get(1));
        return numbers;
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private List<Dimension> ordered(List<Dimension> dimensions) {
        List<Dimension> ordered = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        List<Dimension> left = new ArrayList<>(dimensions);
        while (!left.isEmpty()) {
            Optional<Dimension> next = left.stream()
                    .filter(dimension -> dimension
                            .condition()
                            .map(when -> placed.contains(when.parent()))
                            .orElse(true))
                    .findFirst();
            if (next.isEmpty()) {
                left.forEach(dimension -> problems.add(dimension.key() + ": when: "
                        + dimension.condition().orElseThrow().parent()
                        + " is no other key of the space, or depends on this one itself"));
                return ordered;
            }
            left.remove(next.get());
            ordered.add(next.get());
            placed.add(next.get().key());
            next.get().condition().ifPresent(when -> requireValues(next.get().key(), when, ordered));
        }
        return ordered;
    }

    private void requireValues(String key, Condition when, List<Dimension> ordered) {
        for (Dimension parent : ordered) {
            if (!parent.key().equals(when.parent())) {
                continue;
            }
            if (parent.values() == 0) {
                problems.add(key + ": when: " + when.parent()
                        + " is drawn from a continuum and hardly ever just " + String.join(" or ", when.values())
                        + "; name a key that is a choice, integer or quantised");
            } else {
                when.values().stream()
                        .filter(value -> !takes(parent, value))
                        .forEach(value -> problems.add(key + ": when: " + when.parent() + " is never " + value
                                + "; it is one of " + known(parent)));
            }
        }
    }

    /** Whether a dimension of finitely many values has this one; there may be too many to look through. */
    private static boolean takes(Dimension dimension, String value) {
        try {
            return dimension.at(dimension.place(value)).equals(value);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String known(Dimension dimension) {
        return dimension.isOrdered() && dimension.values() > MOST_NAMED
                ? dimension.at(0) + ", " + dimension.second() + ", …, " + dimension.at(1)
                : String.join(", ", dimension.grid(0));
    }
}
