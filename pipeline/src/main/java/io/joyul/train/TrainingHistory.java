package io.joyul.train;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training run showed on its way; part of {@link TrainState}, so that a resumed run has one curve.
 *
 * @param points of the loss curve, by global step; of a long run the older ones stand for several that were logged
 * @param epochs what the dev split said at the end of each epoch; empty where there is no dev split to watch
 * @param leftOut steps whose loss or gradient was no number
 * @param probes what the dev split said in the middle of an epoch, where that was asked for
 */
public record TrainingHistory(List<Point> points, List<Epoch> epochs, List<LeftOut> leftOut, List<Epoch> probes)
        implements Serializable {
    /**
     * @param leftOut null, in a file that says nothing of them: none
     * @param probes likewise
     */
    public TrainingHistory(
            List<Point> points, List<Epoch> epochs, @Nullable List<LeftOut> leftOut, @Nullable List<Epoch> probes) {
        this.points = List.copyOf(points);
        this.epochs = List.copyOf(epochs);
        this.leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
        this.probes = probes == null ? List.of() : List.copyOf(probes);
    }

    /** Of a run that was asked for nothing in the middle of an epoch. */
    public TrainingHistory(List<Point> points, List<Epoch> epochs, List<LeftOut> leftOut) {
        this(points, epochs, leftOut, List.of());
    }

    /** Of a run that left out no step. */
    public TrainingHistory(List<Point> points, List<Epoch> epochs) {
        this(points, epochs, List.of());
    }

    public static TrainingHistory empty() {
        return new TrainingHistory(List.of(), List.of());
    }

    /**
     * One point of the loss curve.
     *
     * @param globalStep optimizer steps done
     * @param loss mean over the targets of the steps since the last point, over all ranks
     * @param learningRate of the last of those steps
     * @param gradientNorm before clipping, of the last of those steps
     * @param noiseScale of the gradient (McCandlish et al. 2018, https://arxiv.org/abs/1812.06162), in targets; 0 where it
     *     is not known, for there is one rank with one micro-batch, or too much noise
     * @param tokens over all ranks since the last point
     * @param seconds since the last point
     * @param waited seconds of these that the first rank waited for batches
     */
    public record Point(
            int globalStep,
            double loss,
            double learningRate,
            double gradientNorm,
            double noiseScale,
            long tokens,
            double seconds,
            double waited)
            implements Serializable {}

    /**
     * The dev split after an epoch.
     *
     * @param epoch counted from 1: epochs finished
     * @param accuracy share of right classes, or of right tokens at the targets for a masked language model
     */
    public record Epoch(int epoch, int globalStep, double devLoss, double accuracy) implements Serializable {}

    /**
     * A step that was left out.
     *
     * @param reason its loss and gradient norm, of which one is no number
     */
    public record LeftOut(int globalStep, String reason) implements Serializable {}

    /** The optimizer step of the last point; 0 where there is none. */
    int lastStep() {
        return points.isEmpty() ? 0 : points.get(points.size() - 1).globalStep();
    }

    /** Tokens a second over the whole run, without the time between points spent elsewhere. */
    public double tokensPerSecond() {
        double seconds = points.stream().mapToDouble(Point::seconds).sum();
        long tokens = points.stream().mapToLong(Point::tokens).sum();
        return seconds == 0 ? 0 : tokens / seconds;
    }

    /** Share of the training's time in which the first rank had no batch to work on. */
    public double waitingShare() {
        double seconds = points.stream().mapToDouble(Point::seconds).sum();
        return seconds == 0 ? 0 : points.stream().mapToDouble(Point::waited).sum() / seconds;
    }
}
