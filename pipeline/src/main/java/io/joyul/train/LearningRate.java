package io.joyul.train;

import java.util.List;

/**
 * The learning rate of each step of a run.
 *
 * @param peak the highest
 * @param totalSteps optimizer steps of the whole run
 */
public record LearningRate(double peak, LearningRateSchedule schedule, int totalSteps) {
    /**
     * The rate of the step that follows {@code globalStep} finished ones.
     *
     * @param epochs what the dev split said so far
     */
    public double at(int globalStep, List<TrainingHistory.Epoch> epochs) {
        return peak * schedule.factor(globalStep, totalSteps, epochs);
    }
}
