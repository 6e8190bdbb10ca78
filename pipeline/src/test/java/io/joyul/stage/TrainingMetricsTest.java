package io.joyul.stage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingMetricsTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final TrainingMetrics metrics = new TrainingMetrics(registry);

    @Test
    void stageBeginsWithNoneOfTheFiguresOfTheOneBefore() {
        metrics.hear(new RankMessage.Progressed("pretrain", 1, ""));
        metrics.hear(curve("pretrain", 40, Map.of(Figure.LOSS, 6.5, Figure.DEV_LOSS, 6.4)));
        assertThat(gauge("done")).isEqualTo(1);
        assertThat(gauge("devLoss")).isEqualTo(6.4);

        metrics.hear(new RankMessage.Progressed("train", 0.1, ""));
        assertThat(gauge("done")).isEqualTo(0.1);
        assertThat(List.of(gauge("step"), gauge("loss"), gauge("devLoss"))).containsOnly(Double.NaN);

        metrics.hear(curve("train", 1, Map.of(Figure.LOSS, 0.7)));
        metrics.hear(new RankMessage.Left("pretrain", 1, 0));
        assertThat(gauge("loss")).isEqualTo(0.7);
        assertThat(gauge("done")).as("of the same stage").isEqualTo(0.1);
        assertThat(registry.counter("training.tokens").getCount())
                .as("of all stages")
                .isEqualTo(200);
    }

    private static RankMessage curve(String stage, int step, Map<Figure, Double> figures) {
        return new RankMessage.Curve(stage, List.of(new LogEntry(step, step, figures)), 100);
    }

    private double gauge(String name) {
        return (Double)
                requireNonNull(registry.getGauges().get("training." + name)).getValue();
    }
}
