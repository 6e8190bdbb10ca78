package io.joyul.stage;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The figures of the training stage at work as a source of Spark's metrics, for Prometheus and every other sink that Spark
 * knows. Stages that are at work at the same time have a set each, with their names, for as long as they are; one that
 * comes after another begins with none of its figures. A figure that there is not, yet, is NaN. The tokens are work that
 * was done: those that are trained on once more after a restart count again.
 */
final class TrainingMetrics {
    private static final String PREFIX = "training.";
    private static final String SPEED = "tokensPerSecond";

    private final Counter tokens = new Counter();
    private final Stage alone = new Stage();
    private final Map<String, Stage> apart = new ConcurrentHashMap<>();
    private final MetricRegistry registry;

    TrainingMetrics(MetricRegistry registry) {
        this.registry = registry;
        registry.register(PREFIX + "tokens", tokens);
        registry.register(PREFIX + "trials", (Gauge<Integer>) apart::size);
        alone.gauges().forEach((name, gauge) -> registry.register(PREFIX + name, unlessApart(name, gauge)));
    }

    /** Of several learning rates there is no sum; of speeds there is. */
    private Gauge<Double> unlessApart(String name, Gauge<Double> gauge) {
        return () -> {
            if (apart.isEmpty()) {
                return gauge.getValue();
            }
            return name.equals(SPEED)
                    ? apart.values().stream()
                            .mapToDouble(stage -> stage.figure(Figure.TOKENS_PER_SECOND))
                            .filter(Double::isFinite)
                            .sum()
                    : Double.NaN;
        };
    }

    /** Gives a stage a set of its own until the returned handle is closed. */
    ProgressPlugin.Subscription apart(String name) {
        Stage stage = new Stage();
        apart.put(name, stage);
        String prefix = PREFIX + name + ".";
        stage.gauges().forEach((figure, gauge) -> registry.register(prefix + figure, gauge));
        return () -> {
            apart.remove(name);
            stage.gauges().keySet().forEach(figure -> registry.remove(prefix + figure));
        };
    }

    void hear(RankMessage message) {
        if (message instanceof RankMessage.Curve curve) {
            tokens.inc(curve.tokens());
        }
        apart.getOrDefault(message.stage(), alone).hear(message);
    }

    /** The newest figures of the stage that was heard last. */
    private static final class Stage {
        private final Map<Figure, Double> latest = new ConcurrentHashMap<>();
        private String name = "";
        private volatile double step = Double.NaN;
        private volatile double done = Double.NaN;

        double figure(Figure figure) {
            return latest.getOrDefault(figure, Double.NaN);
        }

        Map<String, Gauge<Double>> gauges() {
            Map<String, Gauge<Double>> gauges = new TreeMap<>();
            gauges.put("step", () -> step);
            gauges.put("done", () -> done);
            gauges.put("loss", () -> figure(Figure.LOSS));
            gauges.put("learningRate", () -> figure(Figure.LEARNING_RATE));
            gauges.put("gradientNorm", () -> figure(Figure.GRADIENT_NORM));
            gauges.put(SPEED, () -> figure(Figure.TOKENS_PER_SECOND));
            gauges.put("devLoss", () -> figure(Figure.DEV_LOSS));
            gauges.put("devAccuracy", () -> figure(Figure.DEV_ACCURACY));
            return gauges;
        }

        synchronized void hear(RankMessage message) {
            if (message instanceof RankMessage.Curve curve) {
                begin(curve.stage());
                for (LogEntry entry : curve.entries()) {
                    step = entry.globalStep();
                    latest.putAll(entry.figures());
                }
            } else if (message instanceof RankMessage.Progressed progressed) {
                begin(progressed.stage());
                done = progressed.done();
            }
        }

        private void begin(String stage) {
            if (!stage.equals(name)) {
                name = stage;
                latest.clear();
                step = Double.NaN;
                done = Double.NaN;
            }
        }
    }
}
