package io.joyul.preprocess;

import io.joyul.config.PreprocessConfig;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How often a row becomes an example. A factor of 2.3 gives two copies of each row and a third of three in ten; which
 * rows these are is drawn from the run's seed and the row's id, so the same rows give the same examples at any
 * partitioning.
 *
 * @param factors for each class of the training rows, and for each source of the text to pretrain on; a split without any
 *     has each row once
 */
public record Sampling(Map<Split, double[]> factors, long seed) implements Serializable {
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
        double[] shares = new double[lines.length];
        for (int i = 0; i < lines.length; i++) {
            shares[i] = lines[i] == 0 ? 0 : weights.get(i) * Math.pow(lines[i], 1 / temperature);
        }
        double sum = Arrays.stream(shares).sum();
        long all = Arrays.stream(lines).sum();
        double[] factors = new double[lines.length];
        for (int i = 0; i < lines.length; i++) {
            factors[i] = lines[i] == 0 ? 1 : shares[i] / sum * all / lines[i];
        }
        return factors;
    }

    static Sampling of(double[] classes, double[] sources, long seed) {
        Map<Split, double[]> factors = new EnumMap<>(Split.class);
        if (Arrays.stream(classes).anyMatch(factor -> factor != 1)) {
            factors.put(Split.TRAIN, classes);
        }
        if (Arrays.stream(sources).anyMatch(factor -> factor != 1)) {
            factors.put(Split.PRETRAIN_TEXT, sources);
        }
        return new Sampling(factors, seed);
    }

    /** How many examples a row becomes. */
    public int copies(Split split, int label, long id) {
        double[] own = factors.get(split);
        if (own == null) {
            return 1;
        }
        int whole = (int) own[label];
        double rest = own[label] - whole;
        // Another stream than those that order rows and mask tokens.
        boolean one = new SplittableRandom(Draws.of(seed + 1, id)).nextDouble() < rest;
        return one ? whole + 1 : whole;
    }
}
