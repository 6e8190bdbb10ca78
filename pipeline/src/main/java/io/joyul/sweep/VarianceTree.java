package io.joyul.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * A regression tree over the unit cube that splits at random places of the dimension which lowers the squared error most
 * (extremely randomised trees, Geurts et al. 2006), kept as the boxes of its leaves.
 */
final class VarianceTree {
    private static final int LEAST_POINTS = 2;
    private static final int TRIES = 3;

    /** A leaf: the box from {@code low} to {@code high}, and the mean of what fell into it. */
    private record Box(double[] low, double[] high, double value) {
        double volume() {
            return volumeWithout(-1);
        }

        double volumeWithout(int dimension) {
            double volume = 1;
            for (int i = 0; i < low.length; i++) {
                volume *= i == dimension ? 1 : high[i] - low[i];
            }
            return volume;
        }
    }

    private final List<Box> boxes = new ArrayList<>();
    private final SplittableRandom random;

    VarianceTree(List<double[]> places, List<Double> values, SplittableRandom random) {
        this.random = random;
        int dimensions = places.get(0).length;
        double[] high = new double[dimensions];
        Arrays.fill(high, 1);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            all.add(i);
        }
        grow(places, values, all, new double[dimensions], high);
    }

    private void grow(List<double[]> places, List<Double> values, List<Integer> rows, double[] low, double[] high) {
        double mean = rows.stream().mapToDouble(values::get).average().orElse(0);
        double error = error(values, rows);
        int bestDimension = -1;
        double bestAt = 0;
        double bestError = error * (1 - 1e-12);
        if (rows.size() >= 2 * LEAST_POINTS && error > 0) {
            for (int dimension = 0; dimension < low.length; dimension++) {
                for (int attempt = 0; attempt < TRIES; attempt++) {
                    double at = between(places, rows, dimension);
                    List<Integer> left = below(places, rows, dimension, at);
                    List<Integer> right = above(places, rows, dimension, at);
                    double split = error(values, left) + error(values, right);
                    if (!left.isEmpty() && !right.isEmpty() && split < bestError) {
                        bestError = split;
                        bestDimension = dimension;
                        bestAt = at;
                    }
                }
            }
        }
        if (bestDimension < 0) {
            boxes.add(new Box(low, high, mean));
            return;
        }
        double[] middleHigh = high.clone();
        double[] middleLow = low.clone();
        middleHigh[bestDimension] = bestAt;
        middleLow[bestDimension] = bestAt;
        grow(places, values, below(places, rows, bestDimension, bestAt), low, middleHigh);
        grow(places, values, above(places, rows, bestDimension, bestAt), middleLow, high);
    }

    private double between(List<double[]> places, List<Integer> rows, int dimension) {
        double lowest = rows.stream()
                .mapToDouble(row -> places.get(row)[dimension])
                .min()
                .orElse(0);
        double highest = rows.stream()
                .mapToDouble(row -> places.get(row)[dimension])
                .max()
                .orElse(1);
        return lowest + (highest - lowest) * random.nextDouble();
    }

    private static List<Integer> below(List<double[]> places, List<Integer> rows, int dimension, double at) {
        return rows.stream().filter(row -> places.get(row)[dimension] < at).toList();
    }

    private static List<Integer> above(List<double[]> places, List<Integer> rows, int dimension, double at) {
        return rows.stream().filter(row -> places.get(row)[dimension] >= at).toList();
    }

    private static double error(List<Double> values, List<Integer> rows) {
        double mean = rows.stream().mapToDouble(values::get).average().orElse(0);
        return rows.stream()
                .mapToDouble(row -> (values.get(row) - mean) * (values.get(row) - mean))
                .sum();
    }

    private double mean() {
        return boxes.stream().mapToDouble(box -> box.volume() * box.value()).sum();
    }

    /** Of the tree over the whole cube. */
    double variance() {
        double mean = mean();
        return boxes.stream()
                .mapToDouble(box -> box.volume() * (box.value() - mean) * (box.value() - mean))
                .sum();
    }

    /** Of the tree's mean over all other dimensions, as a function of this one alone. */
    double variance(int dimension) {
        double mean = mean();
        double[] cuts = boxes.stream()
                .flatMapToDouble(box -> DoubleStream.of(box.low()[dimension], box.high()[dimension]))
                .sorted()
                .distinct()
                .toArray();
        double variance = 0;
        for (int i = 0; i + 1 < cuts.length; i++) {
            double middle = (cuts[i] + cuts[i + 1]) / 2;
            double marginal = boxes.stream()
                    .filter(box -> box.low()[dimension] <= middle && middle < box.high()[dimension])
                    .mapToDouble(box -> box.volumeWithout(dimension) * box.value())
                    .sum();
            variance += (cuts[i + 1] - cuts[i]) * (marginal - mean) * (marginal - mean);
        }
        return variance;
    }
}
