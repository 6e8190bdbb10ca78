package io.joyul.evaluate;

import java.io.Serializable;

/**
 * Bootstrap replicates that are counted as the examples pass by and merge by addition: in each replicate an example
 * counts Poisson(1) times, which is what drawing with replacement tends to (Chamandy et al., "Estimating Uncertainty for
 * Massive Data Streams", 2012). The count is a hash of seed, example id and replicate, so it is the same on any
 * partition, and for any model that is judged on that example.
 *
 * <p>Holds 3 × C × replicates longs. Two examples with one id would be drawn together.
 */
final class PoissonBootstrap implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long[] CUMULATIVE = cumulative();

    private final long seed;
    private final int replicates;
    /** (C × replicates): right predictions of a class, examples of it that were missed, others taken for it. */
    private final long[][] right;

    private final long[][] missed;
    private final long[][] mistaken;

    PoissonBootstrap(int classes, int replicates, long seed) {
        this.seed = seed;
        this.replicates = replicates;
        this.right = new long[classes][replicates];
        this.missed = new long[classes][replicates];
        this.mistaken = new long[classes][replicates];
    }

    void add(long exampleId, int label, int predicted) {
        long stream = mix(seed + mix(exampleId));
        if (label == predicted) {
            for (int replicate = 0; replicate < replicates; replicate++) {
                right[label][replicate] += weight(stream, replicate);
            }
            return;
        }
        for (int replicate = 0; replicate < replicates; replicate++) {
            int weight = weight(stream, replicate);
            missed[label][replicate] += weight;
            mistaken[predicted][replicate] += weight;
        }
    }

    void merge(PoissonBootstrap other) {
        addAll(right, other.right);
        addAll(missed, other.missed);
        addAll(mistaken, other.mistaken);
    }

    /** The accuracy in each replicate; NaN in one that drew no example. */
    double[] accuracies() {
        double[] accuracies = new double[replicates];
        for (int replicate = 0; replicate < replicates; replicate++) {
            long correct = 0;
            long wrong = 0;
            for (int label = 0; label < right.length; label++) {
                correct += right[label][replicate];
                wrong += missed[label][replicate];
            }
            accuracies[replicate] = correct + wrong == 0 ? Double.NaN : (double) correct / (correct + wrong);
        }
        return accuracies;
    }

    /** The macro F1 in each replicate; NaN in one that drew no example. */
    double[] macroF1s() {
        double[] scores = new double[replicates];
        for (int replicate = 0; replicate < replicates; replicate++) {
            int at = replicate;
            scores[replicate] = MacroF1.of(
                    right.length,
                    label -> right[label][at],
                    label -> 2 * right[label][at] + missed[label][at] + mistaken[label][at]);
        }
        return scores;
    }

    /** How often a replicate draws the example behind a stream: Poisson(1), by inversion of 32 hashed bits. */
    private static int weight(long stream, int replicate) {
        long uniform = mix(stream + replicate * GOLDEN_GAMMA) >>> 32;
        int weight = 0;
        while (uniform >= CUMULATIVE[weight]) {
            weight++;
        }
        return weight;
    }

    /** P(Poisson(1) ≤ k) in units of 2⁻³², up to the k where that is all of them. */
    private static long[] cumulative() {
        long[] cumulative = new long[14];
        double probability = Math.exp(-1);
        double sum = 0;
        for (int k = 0; k < cumulative.length; k++) {
            sum += probability;
            cumulative[k] = Math.round(sum * 0x1p32);
            probability /= k + 1;
        }
        return cumulative;
    }

    /** The finaliser of SplitMix64 (Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014). */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static void addAll(long[][] to, long[][] from) {
        for (int label = 0; label < to.length; label++) {
            for (int replicate = 0; replicate < to[label].length; replicate++) {
                to[label][replicate] += from[label][replicate];
            }
        }
    }
}
