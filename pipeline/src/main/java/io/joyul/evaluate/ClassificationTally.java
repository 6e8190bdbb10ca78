package io.joyul.evaluate;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one partition of a classification evaluation adds up to. Tallies with the same settings merge; the result is the
 * same, bit for bit, however the examples were split and in whichever order they came.
 */
public final class ClassificationTally implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What is counted.
     *
     * @param classes C
     * @param seed of the bootstrap; tallies that are to be compared must share it
     * @param bootstrapSamples replicates behind the intervals
     * @param calibrationBins equal-width confidence bins
     * @param worstMistakes wrong predictions to keep
     */
    public record Settings(int classes, long seed, int bootstrapSamples, int calibrationBins, int worstMistakes)
            implements Serializable {
        public Settings {
            if (classes < 2 || bootstrapSamples < 0 || calibrationBins < 1 || worstMistakes < 0) {
                throw new IllegalArgumentException("a tally needs two classes and a calibration bin at least, and no"
                        + " negative number of anything, not " + classes + " classes, " + bootstrapSamples
                        + " bootstrap samples, " + calibrationBins + " bins, " + worstMistakes + " mistakes");
            }
        }
    }

    private final Settings settings;
    private final long[][] confusion;
    private final ExactSum logLoss = new ExactSum();
    private final ExactSum brier = new ExactSum();
    private final Calibration calibration;
    private final PoissonBootstrap bootstrap;
    /** The mildest at the head, so that it is the one to go. */
    private final PriorityQueue<Mistake> worst = new PriorityQueue<>();
    /** A sum over the examples that tells another set of them apart, whatever the order. */
    private long fingerprint;

    public ClassificationTally(Settings settings) {
        this.settings = settings;
        this.confusion = new long[settings.classes()][settings.classes()];
        this.calibration = new Calibration(settings.calibrationBins());
        this.bootstrap = new PoissonBootstrap(settings.classes(), settings.bootstrapSamples(), settings.seed());
    }

    /** {@link #add(long, int, double[], String)} for a model that computes in single precision. */
    public void add(long exampleId, int label, float[] logits, @Nullable String text) {
        add(
                exampleId,
                label,
                IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray(),
                text);
    }

    /**
     * Counts one prediction: the class of the highest logit, the first of equal ones.
     *
     * @param exampleId distinct among the examples; decides how often each bootstrap replicate draws it
     * @param label index of the true class
     * @param logits (C)
     * @throws JoyulException {@code LABEL_UNKNOWN}, {@code INTERNAL} for a wrong number of logits, or
     *     {@code LOSS_NOT_FINITE}
     */
    public void add(long exampleId, int label, double[] logits, @Nullable String text) {
        check(exampleId, label, logits);
        int predicted = 0;
        for (int i = 1; i < logits.length; i++) {
            predicted = logits[i] > logits[predicted] ? i : predicted;
        }
        double scale = 0;
        for (double logit : logits) {
            scale += Math.exp(logit - logits[predicted]);
        }
        double loss = Math.log(scale) + logits[predicted] - logits[label];
        if (!Double.isFinite(loss)) {
            throw notFinite(exampleId, logits);
        }
        double squares = 0;
        for (int i = 0; i < logits.length; i++) {
            double distance = Math.exp(logits[i] - logits[predicted]) / scale - (i == label ? 1 : 0);
            squares += distance * distance;
        }
        logLoss.add(loss);
        brier.add(squares);
        confusion[label][predicted]++;
        calibration.add(1 / scale, label == predicted);
        bootstrap.add(exampleId, label, predicted);
        fingerprint += PoissonBootstrap.mix(PoissonBootstrap.mix(exampleId) + label);
        if (label != predicted) {
            keepIfWorse(new Mistake(exampleId, text, label, predicted, 1 / scale));
        }
    }

    /** Adds what another partition counted. */
    public void merge(ClassificationTally other) {
        if (!settings.equals(other.settings)) {
            throw new IllegalArgumentException(
                    "tallies of different settings do not add up: " + settings + " and " + other.settings);
        }
        for (int label = 0; label < confusion.length; label++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                confusion[label][predicted] += other.confusion[label][predicted];
            }
        }
        logLoss.merge(other.logLoss);
        brier.merge(other.brier);
        calibration.merge(other.calibration);
        bootstrap.merge(other.bootstrap);
        other.worst.forEach(this::keepIfWorse);
        fingerprint += other.fingerprint;
    }

    /**
     * The figures of everything counted.
     *
     * @param labelNames class names by index
     * @throws JoyulException {@code SPLIT_EMPTY} when nothing was counted
     */
    public ClassificationResult result(List<String> labelNames) {
        if (labelNames.size() != settings.classes()) {
            throw new IllegalArgumentException(
                    labelNames.size() + " label names for " + settings.classes() + " classes: " + labelNames);
        }
        ConfusionMatrix matrix = confusion();
        if (matrix.examples() == 0) {
            throw new JoyulException(
                    ErrorCode.SPLIT_EMPTY,
                    "the evaluation saw 0 examples and needs at least 1; check the held-out split");
        }
        List<CalibrationBin> bins = calibration.bins();
        return new ClassificationResult(
                labelNames,
                matrix.examples(),
                Interval.of(matrix.accuracy(), bootstrap.accuracies()),
                Interval.of(matrix.macroF1(), bootstrap.macroF1s()),
                logLoss.value() / matrix.examples(),
                Calibration.expectedError(bins),
                brier.value() / matrix.examples(),
                matrix.matthewsCorrelation(),
                matrix.majorityShare(),
                IntStream.range(0, labelNames.size())
                        .mapToObj(label -> matrix.score(label, labelNames.get(label)))
                        .toList(),
                matrix,
                bins,
                worst.stream().sorted(Comparator.reverseOrder()).toList());
    }

    /** Whether the other tally counted the same examples by the same replicates. */
    boolean pairsWith(ClassificationTally other) {
        return fingerprint == other.fingerprint
                && confusion().examples() == other.confusion().examples()
                && settings.seed() == other.settings.seed()
                && settings.bootstrapSamples() == other.settings.bootstrapSamples();
    }

    ConfusionMatrix confusion() {
        return ConfusionMatrix.of(confusion);
    }

    PoissonBootstrap bootstrap() {
        return bootstrap;
    }

    private void keepIfWorse(Mistake mistake) {
        worst.add(mistake);
        if (worst.size() > settings.worstMistakes()) {
            worst.remove();
        }
    }

    private void check(long exampleId, int label, double[] logits) {
        if (logits.length != settings.classes()) {
            throw new JoyulException(
                    ErrorCode.INTERNAL,
                    "example " + exampleId + " has " + logits.length + " logits, and there are " + settings.classes()
                            + " classes");
        }
        if (label < 0 || label >= settings.classes()) {
            throw new JoyulException(
                    ErrorCode.LABEL_UNKNOWN,
                    "example " + exampleId + " has label " + label + ", and the model knows 0 to "
                            + (settings.classes() - 1) + "; evaluate on shards of the run that trained it");
        }
        for (double logit : logits) {
            if (!Double.isFinite(logit)) {
                throw notFinite(exampleId, logits);
            }
        }
    }

    private static JoyulException notFinite(long exampleId, double[] logits) {
        return new JoyulException(
                ErrorCode.LOSS_NOT_FINITE,
                "example " + exampleId + " got logits " + Arrays.toString(logits)
                        + ", and only finite ones can be judged; the model diverged, train with a smaller learning rate");
    }
}
