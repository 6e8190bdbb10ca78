package io.joyul.sweep;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a sweep may try. A point of it has a place in each dimension; the place of a dimension whose condition does not
 * hold is NaN.
 *
 * @param dimensions each after the one that its condition names
 */
public record Space(List<Dimension> dimensions) {
    /** No sweep is that long; a few keys more, and a grid would not fit into memory. */
    private static final int MOST_IN_A_GRID = 100_000;

    public Space {
        dimensions = List.copyOf(dimensions);
    }

    /** The number of dimensions. */
    public int size() {
        return dimensions.size();
    }

    /** The point at these places, one for each dimension. */
    public Point at(double[] places) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            Dimension dimension = dimensions.get(i);
            if (holds(dimension, values) && !Double.isNaN(places[i])) {
                values.put(dimension.key(), dimension.at(places[i]));
            }
        }
        return new Point(values);
    }

    /** Where a point lies; NaN in the dimensions that it lacks. */
    public double[] places(Point point) {
        double[] places = new double[dimensions.size()];
        for (int i = 0; i < places.length; i++) {
            String value = point.values().get(dimensions.get(i).key());
            places[i] = value == null ? Double.NaN : dimensions.get(i).place(value);
        }
        return places;
    }

    /** Whether a dimension is there beside these values of the ones before it. */
    static boolean holds(Dimension dimension, Map<String, String> before) {
        return dimension
                .condition()
                .map(when -> when.values().contains(before.getOrDefault(when.parent(), "")))
                .orElse(true);
    }

    /**
     * Every combination of all values, or of so many of each continuum, in the order of the last dimension first.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when there are too many
     */
    public List<Point> grid(int points) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Dimension dimension : dimensions) {
            requireFew(combinations, dimension, points);
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> combination : combinations) {
                if (holds(dimension, combination)) {
                    dimension.grid(points).forEach(value -> longer.add(with(combination, dimension.key(), value)));
                } else {
                    longer.add(combination);
                }
            }
            combinations = longer;
        }
        return combinations.stream().map(Point::new).toList();
    }

    /** Asks before they are made; the keys that follow can only make them more. */
    private static void requireFew(List<Map<String, String>> combinations, Dimension dimension, int points) {
        long count = combinations.stream()
                .mapToLong(combination -> holds(dimension, combination) ? dimension.parts(points) : 1)
                .sum();
        if (count > MOST_IN_A_GRID) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "strategy.kind: grid tries every combination, of which there may be " + MOST_IN_A_GRID
                            + " at most, but with " + dimension.key() + " the space has at least " + count
                            + ". Leave out values or keys, lower strategy.grid-points, or take another kind, such as"
                            + " random");
        }
    }

    /**
     * Some points that between them have every extreme value of every dimension, each beside the first values of the
     * others and with its condition fulfilled.
     */
    public Set<Point> corners() {
        Set<Point> corners = new LinkedHashSet<>();
        for (Dimension dimension : dimensions) {
            for (String value : dimension.extremes()) {
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put(dimension.key(), value);
                corners.add(corner(fulfil(dimension, wanted)));
            }
        }
        return corners;
    }

    private Map<String, String> fulfil(Dimension dimension, Map<String, String> wanted) {
        dimension.condition().ifPresent(when -> {
            wanted.putIfAbsent(when.parent(), when.values().get(0));
            dimensions.stream()
                    .filter(parent -> parent.key().equals(when.parent()))
                    .forEach(parent -> fulfil(parent, wanted));
        });
        return wanted;
    }

    private Point corner(Map<String, String> wanted) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Dimension dimension : dimensions) {
            if (holds(dimension, values)) {
                values.put(dimension.key(), wanted.getOrDefault(dimension.key(), dimension.at(0)));
            }
        }
        return new Point(values);
    }

    private static Map<String, String> with(Map<String, String> values, String key, String value) {
        Map<String, String> longer = new LinkedHashMap<>(values);
        longer.put(key, value);
        return longer;
    }
}
