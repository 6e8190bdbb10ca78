package io.joyul.train;

/**
 * Linear warm-up from 0 to the peak, then linear decay to 0.
 *
 * @param peak the highest learning rate
 * @param warmupSteps optimizer steps of the climb
 * @param totalSteps optimizer steps of the whole run
 */
public record LearningRateSchedule(double peak, int warmupSteps, int totalSteps) {
    public static LearningRateSchedule of(double peak, double warmupRatio, int totalSteps) {
        return new LearningRateSchedule(peak, (int) Math.ceil(warmupRatio * totalSteps), totalSteps);
    }

    /**
     * The rate of the step that follows {@code globalStep} finished ones; transformers'
     * {@code get_linear_schedule_with_warmup} gives the same.
     */
    public double rate(int globalStep) {
        if (globalStep < warmupSteps) {
            return peak * globalStep / Math.max(1, warmupSteps);
        }
        return peak * Math.max(0, totalSteps - globalStep) / Math.max(1, totalSteps - warmupSteps);
    }
}
