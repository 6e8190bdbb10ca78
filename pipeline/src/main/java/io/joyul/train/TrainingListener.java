package io.joyul.train;

/** What others hear of a training run. Called on the leader only but where said, between steps, on the loop's thread. */
public interface TrainingListener {
    /**
     * After every step.
     *
     * @param totalSteps of the whole run
     * @param latest the newest point of the loss curve
     */
    void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest);

    /**
     * At each checkpoint: every so many steps, and at the end of each epoch. Where weights are averaged, the model has the
     * average now.
     */
    void onCheckpoint(TrainState state);

    /** After a step whose loss or gradient is no number, on every rank. */
    default void onNonFinite(NonFiniteStep step) {}
}
