package io.joyul.config;

import java.util.Optional;

/**
 * Where a run's model is published, and what it must reach first.
 *
 * @param to folder on any Hadoop file system; each model gets a folder of its own in it
 * @param metric the figure on the held-out split that decides
 * @param threshold the figure must be at least this, or at most where lower is better
 * @param noWorseThanPublished whether it must also be no worse than that of the model published last
 */
public record PublishConfig(
        String to,
        @Default("accuracy") Metric metric,
        Optional<Double> threshold,
        @Default("true") boolean noWorseThanPublished) {

    /** A figure of an evaluation. */
    public enum Metric {
        ACCURACY(Better.HIGHER),
        MACRO_F1(Better.HIGHER),
        MATTHEWS_CORRELATION(Better.HIGHER),
        LOG_LOSS(Better.LOWER),
        BRIER(Better.LOWER),
        EXPECTED_CALIBRATION_ERROR(Better.LOWER);

        private final Better better;

        Metric(Better better) {
            this.better = better;
        }

        /** As the run file writes it. */
        public String label() {
            return KeyNames.of(this);
        }

        public Better better() {
            return better;
        }
    }

    /** Which of two figures is the better one. */
    public enum Better {
        HIGHER,
        LOWER
    }
}
