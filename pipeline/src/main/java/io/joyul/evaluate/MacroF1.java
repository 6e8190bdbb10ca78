package io.joyul.evaluate;

import java.util.function.IntToLongFunction;

/**
 * The mean of the classes' F1. A class that occurs neither among the labels nor among the predictions has no F1 and does
 * not count, as in scikit-learn.
 */
final class MacroF1 {
    private MacroF1() {}

    /**
     * The mean over the classes that occur.
     *
     * @param right examples of a class that were predicted as it
     * @param named examples of a class plus examples predicted as it
     * @return NaN when there are no examples
     */
    static double of(int classes, IntToLongFunction right, IntToLongFunction named) {
        double sum = 0;
        int present = 0;
        for (int label = 0; label < classes; label++) {
            long occurrences = named.applyAsLong(label);
            if (occurrences > 0) {
                sum += 2.0 * right.applyAsLong(label) / occurrences;
                present++;
            }
        }
        return present == 0 ? Double.NaN : sum / present;
    }
}
