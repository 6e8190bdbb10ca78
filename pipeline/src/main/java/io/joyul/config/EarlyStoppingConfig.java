package io.joyul.config;

/**
 * When a stage ends before its last epoch.
 *
 * @param patience epochs without a better figure on the dev split after which it ends
 * @param minDelta by how much a figure must be better to count
 * @param metric that is watched
 */
public record EarlyStoppingConfig(
        @Default("2") @Within("[1, 10000]") int patience,
        @Default("0") @Within("[0, ∞)") double minDelta,
        @Default("dev-loss") Metric metric) {

    /** What is watched on the dev split. */
    public enum Metric {
        DEV_LOSS,
        DEV_ACCURACY
    }
}
