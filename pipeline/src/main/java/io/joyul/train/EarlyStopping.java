package io.joyul.train;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Ends a run that the dev split has not seen get better for a while (Prechelt 1998, "Early Stopping – But When?"). It is
 * derived from the history, which all ranks have alike and every checkpoint holds; it has no state of its own.
 *
 * @param patience epochs without a better figure after which the run ends
 * @param minDelta by how much a figure must be better to count
 */
public record EarlyStopping(int patience, double minDelta, Metric metric) implements Serializable {
    /** What is watched. */
    public enum Metric {
        /** The smaller, the better. */
        DEV_LOSS("dev loss") {
            @Override
            public double goodness(TrainingHistory.Epoch epoch) {
                return -epoch.devLoss();
            }
        },
        /** The larger, the better. */
        DEV_ACCURACY("dev accuracy") {
            @Override
            public double goodness(TrainingHistory.Epoch epoch) {
                return epoch.accuracy();
            }
        };

        private final String title;

        Metric(String title) {
            this.title = title;
        }

        /** What people read. */
        public String title() {
            return title;
        }

        /** The larger, the better; NaN is never better. */
        public abstract double goodness(TrainingHistory.Epoch epoch);
    }

    /** Trains to the end whatever the dev split says. */
    public static EarlyStopping never() {
        return new EarlyStopping(Integer.MAX_VALUE, 0, Metric.DEV_LOSS);
    }

    /** Whether the run may end at all before its last epoch. */
    public boolean isOn() {
        return patience < Integer.MAX_VALUE;
    }

    /** The epoch with the best figure, the first of equals; empty where there is none with a figure. */
    public Optional<TrainingHistory.Epoch> best(List<TrainingHistory.Epoch> epochs) {
        Optional<TrainingHistory.Epoch> best = Optional.empty();
        double goodness = Double.NEGATIVE_INFINITY;
        for (TrainingHistory.Epoch epoch : epochs) {
            if (metric.goodness(epoch) > goodness) {
                goodness = metric.goodness(epoch);
                best = Optional.of(epoch);
            }
        }
        return best;
    }

    /** The epoch whose weights the run is for, instead of the last one's; empty for a run that never ends early. */
    public Optional<TrainingHistory.Epoch> chosen(List<TrainingHistory.Epoch> epochs) {
        return isOn() ? best(epochs) : Optional.empty();
    }

    /** Whether a run with this history has ended. */
    public boolean isOver(List<TrainingHistory.Epoch> epochs) {
        double best = Double.NEGATIVE_INFINITY;
        int bad = 0;
        for (TrainingHistory.Epoch epoch : epochs) {
            double goodness = metric.goodness(epoch);
            if (goodness > best + minDelta) {
                best = goodness;
                bad = 0;
            } else {
                bad++;
            }
            if (bad >= patience) {
                return true;
            }
        }
        return false;
    }
}
