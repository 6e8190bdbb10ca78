package io.joyul.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.PublishConfig;
import io.joyul.config.PublishConfig.Metric;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    /** Accuracy 0.75, log loss 0.5; the other figures are all 0.25. */
    private static final ClassificationResult RESULT = new ClassificationResult(
            List.of("a", "b"),
            100,
            new Interval(0.75, 0.7, 0.8),
            new Interval(0.25, 0.2, 0.3),
            0.5,
            0.25,
            0.25,
            0.25,
            0.5,
            List.of(),
            ConfusionMatrix.of(new long[][] {{50, 0}, {25, 25}}),
            List.of(),
            List.of());

    private static Gate gate(Metric metric, double threshold, Optional<Double> published) {
        return Gate.of(new PublishConfig("models", metric, Optional.of(threshold), true), RESULT, published);
    }

    @Test
    void figureAtTheThresholdIsGoodEnough() {
        assertThat(gate(Metric.ACCURACY, 0.75, Optional.empty()).isOpen()).isTrue();
        assertThat(gate(Metric.LOG_LOSS, 0.5, Optional.empty()).isOpen()).isTrue();
    }

    @Test
    void figureBeyondTheThresholdClosesTheGateWithTheReason() {
        assertThat(gate(Metric.ACCURACY, 0.8, Optional.empty()).reasons())
                .containsExactly("accuracy is 0.7500 and must be at least 0.8000, publish.threshold");
        assertThat(gate(Metric.LOG_LOSS, 0.4, Optional.empty()).reasons())
                .containsExactly("log-loss is 0.5000 and must be at most 0.4000, publish.threshold");
    }

    @Test
    void figureWorseThanThePublishedClosesTheGate() {
        assertThat(gate(Metric.ACCURACY, 0.1, Optional.of(0.76)).reasons())
                .containsExactly(
                        "accuracy is 0.7500 and must be at least 0.7600, the figure of the model published last");
        assertThat(gate(Metric.ACCURACY, 0.1, Optional.of(0.75)).isOpen()).isTrue();
        assertThat(gate(Metric.BRIER, 1, Optional.of(0.2)).isOpen()).isFalse();
    }

    @Test
    void publishedFigureCountsOnlyWhereItIsAskedFor() {
        PublishConfig alone = new PublishConfig("models", Metric.ACCURACY, Optional.empty(), false);
        Gate gate = Gate.of(alone, RESULT, Optional.of(0.99));
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.published()).isEmpty();
    }

    @Test
    void whatIsNoNumberReachesNothing() {
        assertThat(gate(Metric.ACCURACY, Double.NaN, Optional.empty()).isOpen()).isFalse();
    }

    @Test
    void everyMetricHasItsFigure() {
        assertThat(Gate.figures(RESULT)).hasSize(Metric.values().length).containsEntry("accuracy", 0.75);
    }
}
