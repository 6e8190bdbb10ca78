package io.joyul.preprocess;

import io.joyul.config.PreprocessConfig;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How often a row becomes an example. A factor of 2.3 gives two copies of each row and a third of three in ten; which
 * rows these are is drawn from the run's seed and the row's id, so the same rows give the same examples at any
 * partitioning.
 *
 * @param factors of the groups of a split; a split without any has each row once
 */
public record Sampling(Map<Split, Map<RowGroup, Double>> factors, long seed) implements Serializable {
    /**
     * The factors that bring all classes to as many examples as one of them has.
     *
     * @param rows of each class; a class without rows stays without
     */
    static double[] balanced(long[] rows, PreprocessConfig.Sampling sampling) {
        long[] some = Arrays.stream(rows).filter(count -> count > 0).toArray();
        return switch (sampling) {
            case NONE -> factors(rows, 0);
            case OVER -> factors(rows, Arrays.stream(some).max().orElse(0));
            case UNDER -> factors(rows, Arrays.stream(some).min().orElse(0));
        };
    }

    private static double[] factors(long[] rows, long wanted) {
        return Arrays.stream(rows)
                .mapToDouble(count -> wanted == 0 || count == 0 ? 1 : (double) wanted / count)
                .toArray();
    }

    /**
     * The factors of a mixture, in which the share of a source of n lines is in proportion to {@code weight ×
     * n^(1/temperature)} (Arivazhagan et al. 2019, https://arxiv.org/abs/1907.05019, section 4.2, for weights of 1). There
     * are as many examples as lines in all.
     */
    static double[] mixed(long[] lines, List<Double> weights, double temperature) {
        if (temperature == 1 && weights.stream().distinct().count() < 2) {
            return factors(lines, 0);
        }
        double[] shares = new double[lines.length];
        for (int i = 0; i < lines.length; i++) {
            shares[i] = lines[i] == 0 ? 0 : weights.get(i) * Math.pow((double) lines[i], 1 / temperature);
        }
        double sum = Arrays.stream(shares).sum();
        long all = Arrays.stream(lines).sum();
        double[] factors = new double[lines.length];
        for (int i = 0; i < lines.length; i++) {
            factors[i] = lines[i] == 0 ? 1 : shares[i] / sum * all / lines[i];
        }
        return factors;
    }

    /**
     * Samples rows by their class and by their source.
     *
     * @param classes a factor for each class, in the order of their indices; none where rows have no class
     * @param sources a factor for each source; none where there is one alone
     */
    static Map<RowGroup, Double> factors(Set<RowGroup> groups, double[] classes, double[] sources) {
        Map<RowGroup, Double> factors = new HashMap<>();
        for (RowGroup group : groups) {
            double byClass = classes.length == 0 ? 1 : classes[group.label()];
            double bySource = sources.length == 0 ? 1 : sources[group.origin()];
            factors.put(group, byClass * bySource);
        }
        return factors;
    }

    /** Leaves out splits of which each row is taken once. */
    static Sampling of(Map<Split, Map<RowGroup, Double>> factors, long seed) {
        Map<Split, Map<RowGroup, Double>> sampled = new EnumMap<>(Split.class);
        factors.forEach((split, groups) -> {
            if (groups.values().stream().anyMatch(factor -> factor != 1)) {
                sampled.put(split, groups);
            }
        });
        return new Sampling(sampled, seed);
    }

    /** How often a row is taken. */
    public int copies(Split split, RowGroup group, long id) {
        Map<RowGroup, Double> own = factors.get(split);
        if (own == null) {
            return 1;
        }
        double factor = own.getOrDefault(group, 1.0);
        int whole = (int) factor;
        // Another stream than those that order rows and mask tokens.
        boolean one = new SplittableRandom(Draws.of(seed + 1, id)).nextDouble() < factor - whole;
        return one ? whole + 1 : whole;
    }
}
