package io.joyul.sweep;

/**
 * What a trial was worth after so much training.
 *
 * @param budget epochs or steps, whatever the sweep counts in
 * @param loss the smaller, the better; infinite for a trial that failed
 */
public record Score(int trial, Point point, int budget, double loss) {
    /** A loss that is no number is the worst. */
    public Score {
        loss = Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }
}
