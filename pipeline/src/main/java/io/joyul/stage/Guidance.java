package io.joyul.stage;

import io.joyul.config.StrategyConfig.Unit;
import io.joyul.train.TrainingHistory;
import java.io.Serializable;
import java.util.List;

/**
 * What makes a training stage a trial of a sweep: at these budgets it tells the driver how good it is, and is told whether
 * to go on. A stage that is no trial asks nobody, and ends at its budget, if it has one.
 *
 * @param trial its number; negative for a stage that is no trial
 * @param budgets ascending; one at most for a stage that is no trial
 * @param unit of the budgets
 * @param from the budget that its weights had had when it began with those of another trial; 0 for others
 * @param copied whether other trials may begin with the weights that it has at a budget
 * @param activations folder of the frozen layers' activations, which trials have in common; empty: beside the checkpoints
 */
public record Guidance(int trial, List<Integer> budgets, Unit unit, int from, boolean copied, String activations)
        implements Serializable {
    /** Of a stage that is no trial. */
    public static final Guidance NONE = new Guidance(-1, List.of(), Unit.EPOCHS, 0, false, "");

    public Guidance {
        budgets = List.copyOf(budgets);
    }

    /** Of a trial that is trained once more: it ends where the trial did, with the course of a whole one until there. */
    public static Guidance upTo(int budget, Unit unit, String activations) {
        return new Guidance(-1, List.of(budget), unit, 0, false, activations);
    }

    boolean isTrial() {
        return trial >= 0;
    }

    /** The epochs at whose ends the stage had weights of its own: those before are of the trial that it copied. */
    List<TrainingHistory.Epoch> own(List<TrainingHistory.Epoch> epochs) {
        return epochs.stream()
                .filter(epoch -> from
                        <= switch (unit) {
                            case STEPS -> epoch.globalStep();
                            case EPOCHS -> epoch.epoch();
                        })
                .toList();
    }

    /** The step of the budget that its weights had had. */
    int firstStep(int stepsPerEpoch) {
        return unit == Unit.STEPS ? from : from * stepsPerEpoch;
    }

    /** Whether the score at a budget is that of the weights it would deliver; else it is that of those which it has. */
    boolean isOfDelivered(int budget) {
        return !copied || budget == budgets.get(budgets.size() - 1);
    }

    /** Steps at which the dev split must be looked at in any case. */
    List<Integer> probes() {
        return unit == Unit.STEPS ? budgets : List.of();
    }

    /** The budget that a trial has had after so many steps; 0 where that is none to report at. */
    int budget(int globalStep, int stepsPerEpoch) {
        int had = switch (unit) {
            case STEPS -> globalStep;
            case EPOCHS -> globalStep % stepsPerEpoch == 0 ? globalStep / stepsPerEpoch : 0;
        };
        return budgets.contains(had) ? had : 0;
    }
}
