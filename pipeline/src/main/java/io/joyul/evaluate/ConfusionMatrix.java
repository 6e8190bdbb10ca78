package io.joyul.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each.
 *
 * @param rows (C × C): {@code rows[t][p]} examples of class {@code t} were predicted as {@code p}
 */
public record ConfusionMatrix(List<List<Long>> rows) implements Serializable {
    public ConfusionMatrix {
        rows = rows.stream().map(List::copyOf).toList();
    }

    static ConfusionMatrix of(long[][] counts) {
        return new ConfusionMatrix(Arrays.stream(counts)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList());
    }

    public int classes() {
        return rows.size();
    }

    public long count(int label, int predicted) {
        return rows.get(label).get(predicted);
    }

    /** Examples of a class. */
    public long support(int label) {
        return rows.get(label).stream().mapToLong(Long::longValue).sum();
    }

    /** Examples taken for a class. */
    public long predicted(int label) {
        return rows.stream().mapToLong(row -> row.get(label)).sum();
    }

    public long examples() {
        return labels().mapToLong(this::support).sum();
    }

    public long correct() {
        return labels().mapToLong(label -> count(label, label)).sum();
    }

    /** The share of right predictions. */
    public double accuracy() {
        return (double) correct() / examples();
    }

    /** The accuracy of always naming the commonest class. */
    public double majorityShare() {
        return (double) labels().mapToLong(this::support).max().orElse(0) / examples();
    }

    /** Precision, recall and F1 of a class; 0 where there is nothing to divide by. */
    public ClassScore score(int label, String name) {
        long right = count(label, label);
        long support = support(label);
        long predicted = predicted(label);
        return new ClassScore(
                name,
                share(right, predicted),
                share(right, support),
                share(2 * right, support + predicted),
                support,
                predicted);
    }

    /** The mean F1 over the classes that occur among labels or predictions. */
    public double macroF1() {
        return MacroF1.of(classes(), label -> count(label, label), label -> support(label) + predicted(label));
    }

    /**
     * Matthews' correlation coefficient for many classes (Gorodkin, "Comparing two K-category assignments by a
     * K-category correlation coefficient", 2004); 0 when labels or predictions are all of one class.
     */
    public double matthewsCorrelation() {
        double examples = examples();
        double chance = 0;
        double labelSquares = 0;
        double predictedSquares = 0;
        for (int label = 0; label < classes(); label++) {
            double support = support(label);
            double predicted = predicted(label);
            chance += support * predicted;
            labelSquares += support * support;
            predictedSquares += predicted * predicted;
        }
        double scale =
                Math.sqrt(examples * examples - predictedSquares) * Math.sqrt(examples * examples - labelSquares);
        return scale == 0 ? 0 : (correct() * examples - chance) / scale;
    }

    private IntStream labels() {
        return IntStream.range(0, classes());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
