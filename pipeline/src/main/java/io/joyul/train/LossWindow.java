package io.joyul.train;

import java.util.function.BooleanSupplier;

/** The steps since the last point of the loss curve. */
final class LossWindow {
    private final NoiseScale noise = new NoiseScale();
    private double loss;
    private double targets;
    private double tokens;
    private double gradientNorm;
    private double learningRate;
    private double waited;
    private long started = System.nanoTime();

    /** Adds a step. */
    void add(StepTally sums, double norm, double rate) {
        loss += sums.loss();
        targets += sums.targets();
        tokens += sums.tokens();
        gradientNorm = norm;
        learningRate = rate;
        noise.add(sums.parts(), norm * norm, sums.targets());
    }

    TrainingHistory.Point point(int globalStep) {
        double seconds = (System.nanoTime() - started) / 1e9;
        return new TrainingHistory.Point(
                globalStep,
                targets == 0 ? Double.NaN : loss / targets,
                learningRate,
                gradientNorm,
                noise.targets(),
                (long) tokens,
                seconds,
                waited);
    }

    void reset() {
        loss = 0;
        targets = 0;
        tokens = 0;
        waited = 0;
        noise.reset();
        restartClock();
    }

    /** The time until there is a batch, or the end of the epoch. */
    boolean waitFor(BooleanSupplier batch) {
        long began = System.nanoTime();
        boolean there = batch.getAsBoolean();
        waited += (System.nanoTime() - began) / 1e9;
        return there;
    }

    void restartClock() {
        started = System.nanoTime();
    }
}
