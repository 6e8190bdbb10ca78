package io.joyul.train;

import java.io.Serializable;
import java.util.List;

/**
 * How the learning rate goes over a run, as a share of its peak. A schedule has no state: what it depends on is the
 * step and, for {@link ReduceOnPlateau}, the history that every checkpoint holds. So ranks agree on it, and a resumed
 * run goes on with it, without a word.
 */
public sealed interface LearningRateSchedule extends Serializable {
    /**
     * The share of the peak for the step that follows {@code globalStep} finished ones.
     *
     * @param totalSteps optimizer steps of the whole run
     * @param epochs what the dev split said so far
     */
    double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs);

    /** Optimizer steps of a climb over this share of the run. */
    private static int warmupSteps(double warmupRatio, int totalSteps) {
        return (int) Math.ceil(warmupRatio * totalSteps);
    }

    /** How far a step is from the end of the climb, at 0, to the end of the run, at 1. */
    private static double afterWarmup(int globalStep, int warmupSteps, int totalSteps) {
        return Math.min(1, (globalStep - warmupSteps) / (double) Math.max(1, totalSteps - warmupSteps));
    }

    /**
     * The peak, after a linear climb from 0; transformers' {@code get_constant_schedule_with_warmup}.
     *
     * @param warmupRatio share of all steps that the climb takes
     */
    record Constant(double warmupRatio) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            int warmup = warmupSteps(warmupRatio, totalSteps);
            return globalStep < warmup ? (double) globalStep / warmup : 1;
        }
    }

    /**
     * A linear climb from 0, then a linear fall to 0 (Devlin et al. 2019, https://arxiv.org/abs/1810.04805);
     * transformers' {@code get_linear_schedule_with_warmup}.
     *
     * @param warmupRatio share of all steps that the climb takes
     */
    record Linear(double warmupRatio) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            int warmup = warmupSteps(warmupRatio, totalSteps);
            return globalStep < warmup
                    ? (double) globalStep / warmup
                    : (double) Math.max(0, totalSteps - globalStep) / Math.max(1, totalSteps - warmup);
        }
    }

    /**
     * A linear climb from 0, then half a cosine down to a floor, once or with warm restarts (Loshchilov and Hutter 2017,
     * https://arxiv.org/abs/1608.03983); transformers' {@code get_cosine_with_min_lr_schedule_with_warmup} and
     * {@code get_cosine_with_hard_restarts_schedule_with_warmup}.
     *
     * @param warmupRatio share of all steps that the climb takes
     * @param floor the lowest share of the peak
     * @param cycles times that the rate goes down
     */
    record Cosine(double warmupRatio, double floor, int cycles) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            int warmup = warmupSteps(warmupRatio, totalSteps);
            if (globalStep < warmup) {
                return (double) globalStep / warmup;
            }
            double progress = afterWarmup(globalStep, warmup, totalSteps);
            double inCycle = progress < 1 ? cycles * progress % 1 : 1;
            return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * inCycle));
        }
    }

    /**
     * A short linear climb and a long linear fall (Howard and Ruder 2018, https://arxiv.org/abs/1801.06146).
     *
     * @param warmupRatio share of all steps that the climb takes, the paper's {@code cut_frac} (0.1)
     * @param ratio how much smaller the lowest rate is than the peak (32)
     */
    record SlantedTriangular(double warmupRatio, double ratio) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            int cut = (int) Math.floor(warmupRatio * totalSteps);
            // The paper's cut · (1/cut_frac − 1) is the steps after the cut, before cut is made whole.
            double fall = cut == 0 ? Math.max(1, totalSteps) : cut * (1 / warmupRatio - 1);
            double height = globalStep < cut ? (double) globalStep / cut : 1 - (globalStep - cut) / fall;
            return (1 + Math.max(0, height) * (ratio - 1)) / ratio;
        }
    }

    /**
     * A linear climb from 0, then as one over the root of the step (Vaswani et al. 2017,
     * https://arxiv.org/abs/1706.03762); transformers' {@code get_inverse_sqrt_schedule}.
     *
     * @param warmupRatio share of all steps that the climb takes; without one the fall begins at the first step
     */
    record InverseRoot(double warmupRatio) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            int warmup = warmupSteps(warmupRatio, totalSteps);
            return globalStep < warmup
                    ? (double) globalStep / warmup
                    : 1 / Math.sqrt(warmup == 0 ? globalStep + 1 : (double) globalStep / warmup);
        }
    }

    /**
     * Up and down along cosines, in the end far below where it began (Smith and Topin 2018,
     * https://arxiv.org/abs/1708.07120); {@code torch.optim.lr_scheduler.OneCycleLR}, but for the momentum, which stays.
     *
     * @param warmupRatio share of all steps that the climb takes
     * @param startDivisor the first rate is the peak divided by it
     * @param endDivisor the last rate is the first divided by it
     */
    record OneCycle(double warmupRatio, double startDivisor, double endDivisor) implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            double start = 1 / startDivisor;
            double climb = warmupRatio * totalSteps - 1;
            double last = totalSteps - 1;
            if (globalStep <= climb) {
                return between(start, 1, climb == 0 ? 1 : globalStep / climb);
            }
            double down = (globalStep - climb) / Math.max(1e-9, last - climb);
            return between(1, start / endDivisor, Math.min(1, down));
        }

        private static double between(double from, double to, double share) {
            return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
        }
    }

    /**
     * The peak, after a linear climb from 0, made smaller whenever the dev split's loss has not fallen for a while;
     * {@code torch.optim.lr_scheduler.ReduceLROnPlateau} over the epochs. Derived from the history anew at each step.
     *
     * @param warmupRatio share of all steps that the climb takes
     * @param factorOfCut what the rate is multiplied with
     * @param patience epochs without a better loss that are let pass
     * @param threshold share by which a loss must be below the best to be better
     * @param cooldown epochs after a cut that do not count
     * @param floor the lowest share of the peak
     */
    record ReduceOnPlateau(
            double warmupRatio, double factorOfCut, int patience, double threshold, int cooldown, double floor)
            implements LearningRateSchedule {
        @Override
        public double factor(int globalStep, int totalSteps, List<TrainingHistory.Epoch> epochs) {
            double factor = 1;
            double best = Double.POSITIVE_INFINITY;
            int bad = 0;
            int cooling = 0;
            for (TrainingHistory.Epoch epoch : epochs) {
                if (epoch.devLoss() < best * (1 - threshold)) {
                    best = epoch.devLoss();
                    bad = 0;
                } else {
                    bad++;
                }
                if (cooling > 0) {
                    cooling--;
                    bad = 0;
                }
                if (bad > patience) {
                    factor = Math.max(factor * factorOfCut, floor);
                    cooling = cooldown;
                    bad = 0;
                }
            }
            return factor * new Constant(warmupRatio).factor(globalStep, totalSteps, epochs);
        }
    }
}
