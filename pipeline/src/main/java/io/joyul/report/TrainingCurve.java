package io.joyul.report;

import io.joyul.train.TrainingHistory;

/**
 * The history of one training stage.
 *
 * @param name what the legend calls it
 * @param stage which charts it belongs to
 * @param plannedEpochs epochs that it may have had
 * @param bestEpoch the epoch with the best figure on dev, counted from 1; 0: none
 */
public record TrainingCurve(String name, Stage stage, TrainingHistory history, int plannedEpochs, int bestEpoch) {

    /** What was trained for; curves of one stage share their charts. */
    public enum Stage {
        PRETRAINING("Pretraining", "masked tokens"),
        FINE_TUNING("Fine-tuning", "examples");

        private final String title;
        private final String targets;

        Stage(String title, String targets) {
            this.title = title;
            this.targets = targets;
        }

        String title() {
            return title;
        }

        /** What the accuracy is a share of. */
        String targets() {
            return targets;
        }
    }

    /** How many epochs it had, and of how many where it ended early. */
    String epochs() {
        int had = history.epochs().size();
        return had == 0 || had >= plannedEpochs
                ? Figures.count((long) had)
                : Figures.count((long) had) + " of " + Figures.count((long) plannedEpochs) + ", ended early";
    }

    int steps() {
        return history.points().stream()
                .mapToInt(TrainingHistory.Point::globalStep)
                .max()
                .orElse(0);
    }

    /** The training loss of the last point; NaN before there is one. */
    double lastLoss() {
        int points = history.points().size();
        return points == 0 ? Double.NaN : history.points().get(points - 1).loss();
    }

    /** The dev split's loss after the last epoch; NaN before there is one. */
    double lastDevLoss() {
        int epochs = history.epochs().size();
        return epochs == 0 ? Double.NaN : history.epochs().get(epochs - 1).devLoss();
    }

    /** The dev split's accuracy after the last epoch; NaN before there is one. */
    double lastDevAccuracy() {
        int epochs = history.epochs().size();
        return epochs == 0 ? Double.NaN : history.epochs().get(epochs - 1).accuracy();
    }
}
