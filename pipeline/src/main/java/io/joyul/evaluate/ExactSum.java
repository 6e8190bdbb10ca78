package io.joyul.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A sum of doubles without rounding, so that its value does not depend on the order or grouping of what was added.
 *
 * <p>Kept as non-overlapping partial sums of rising magnitude (Shewchuk, "Adaptive Precision Floating-Point Arithmetic",
 * 1997), of which there are two or three in practice; rounded once, to nearest even, when asked for its value.
 */
final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] partials = new double[4];
    private int size;

    /** Adds a finite number. */
    void add(double value) {
        double carried = value;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            double larger = Math.abs(carried) < Math.abs(partials[i]) ? partials[i] : carried;
            double smaller = Math.abs(carried) < Math.abs(partials[i]) ? carried : partials[i];
            double sum = larger + smaller;
            double error = smaller - (sum - larger);
            if (error != 0) {
                partials[kept++] = error;
            }
            carried = sum;
        }
        if (kept == partials.length) {
            partials = Arrays.copyOf(partials, 2 * kept);
        }
        partials[kept] = carried;
        size = kept + 1;
    }

    void merge(ExactSum other) {
        for (int i = 0; i < other.size; i++) {
            add(other.partials[i]);
        }
    }

    /** The double nearest to the exact sum. */
    double value() {
        if (size == 0) {
            return 0;
        }
        int next = size - 1;
        double sum = partials[next];
        double error = 0;
        while (next > 0 && error == 0) {
            double larger = sum;
            double smaller = partials[--next];
            sum = larger + smaller;
            error = smaller - (sum - larger);
        }
        // A tie was rounded to even without sight of the partials below; their sign decides it.
        if (next > 0 && Math.signum(error) == Math.signum(partials[next - 1])) {
            double doubled = error * 2;
            double moved = sum + doubled;
            if (moved - sum == doubled) {
                return moved;
            }
        }
        return sum;
    }
}
