package io.joyul.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether confidence can be believed: predictions by confidence in equal-width bins (Guo et al., "On Calibration of
 * Modern Neural Networks", 2017).
 */
final class Calibration implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] counts;
    private final long[] correct;
    private final ExactSum[] confidences;

    Calibration(int bins) {
        counts = new long[bins];
        correct = new long[bins];
        confidences = new ExactSum[bins];
        for (int bin = 0; bin < bins; bin++) {
            confidences[bin] = new ExactSum();
        }
    }

    void add(double confidence, boolean right) {
        int bin = bin(confidence);
        counts[bin]++;
        correct[bin] += right ? 1 : 0;
        confidences[bin].add(confidence);
    }

    void merge(Calibration other) {
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] += other.counts[bin];
            correct[bin] += other.correct[bin];
            confidences[bin].merge(other.confidences[bin]);
        }
    }

    List<CalibrationBin> bins() {
        List<CalibrationBin> bins = new ArrayList<>();
        for (int bin = 0; bin < counts.length; bin++) {
            double count = counts[bin] == 0 ? Double.NaN : counts[bin];
            bins.add(new CalibrationBin(
                    lowerEdge(bin),
                    lowerEdge(bin + 1),
                    counts[bin],
                    confidences[bin].value() / count,
                    correct[bin] / count));
        }
        return bins;
    }

    /** The mean distance of accuracy from confidence, bins weighted by their predictions. */
    static double expectedError(List<CalibrationBin> bins) {
        long examples = bins.stream().mapToLong(CalibrationBin::count).sum();
        return bins.stream()
                .filter(bin -> bin.count() > 0)
                .mapToDouble(bin -> Math.abs(bin.accuracy() - bin.confidence()) * bin.count() / examples)
                .sum();
    }

    /** The bin (low, high] by comparison with its own edges: a product rounds differently at them. */
    private int bin(double confidence) {
        int bin = Math.min(counts.length - 1, (int) (confidence * counts.length));
        if (bin > 0 && confidence <= lowerEdge(bin)) {
            return bin - 1;
        }
        return bin + 1 < counts.length && confidence > lowerEdge(bin + 1) ? bin + 1 : bin;
    }

    private double lowerEdge(int bin) {
        return (double) bin / counts.length;
    }
}
