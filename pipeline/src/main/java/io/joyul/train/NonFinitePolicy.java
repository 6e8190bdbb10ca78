package io.joyul.train;

import java.io.Serializable;
import java.util.List;

/**
 * What is done about a step whose loss or gradient is no number. It has no state: what it depends on stands in the
 * history, which all ranks have alike and every checkpoint holds.
 *
 * @param most steps left out in a row before the run stops all the same
 */
public record NonFinitePolicy(Action action, int most) implements Serializable {
    /** The run stops at the first. */
    public static final NonFinitePolicy STOP = new NonFinitePolicy(Action.STOP, 0);

    /** Steps for which the learning rate stays halved after a step was left out. */
    public static final int BACK_OFF_STEPS = 100;

    /** What is done. */
    public enum Action {
        /** The run stops. */
        STOP,
        /** The step is left out: its examples are passed, the weights stay. */
        SKIP,
        /** The step is left out, and the learning rate halved for the next {@value #BACK_OFF_STEPS} steps. */
        BACK_OFF
    }

    /**
     * Whether a step may be left out.
     *
     * @param globalStep the step, counted from 1
     */
    boolean leavesOut(int globalStep, List<TrainingHistory.LeftOut> leftOut) {
        int inARow = 0;
        for (int i = leftOut.size() - 1; i >= 0; i--) {
            if (leftOut.get(i).globalStep() != globalStep - 1 - inARow) {
                break;
            }
            inARow++;
        }
        return action != Action.STOP && inARow < most;
    }

    /**
     * What the learning rate of a step is multiplied with.
     *
     * @param globalStep the step, counted from 1
     */
    double rateFactor(int globalStep, List<TrainingHistory.LeftOut> leftOut) {
        return switch (action) {
            case STOP, SKIP -> 1;
            case BACK_OFF ->
                Math.pow(
                        0.5,
                        leftOut.stream()
                                .filter(step -> globalStep - step.globalStep() <= BACK_OFF_STEPS)
                                .count());
        };
    }
}
