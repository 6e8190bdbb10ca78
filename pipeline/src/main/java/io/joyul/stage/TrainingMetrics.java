package io.joyul.stage;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The figures of the training stage at work as a source of Spark's metrics, for Prometheus and every other sink that Spark
 * knows. A figure that there is not, yet, is NaN.
 */
final class TrainingMetrics {
    private final Map<Figure, Double> latest = new ConcurrentHashMap<>();
    private final Counter tokens = new Counter();
    private volatile double step = Double.NaN;
    private volatile double done = Double.NaN;

    void register(MetricRegistry registry) {
        registry.register("training.step", (Gauge<Double>) () -> step);
        registry.register("training.done", (Gauge<Double>) () -> done);
        registry.register("training.tokens", tokens);
        registry.register("training.loss", gauge(Figure.LOSS));
        registry.register("training.learningRate", gauge(Figure.LEARNING_RATE));
        registry.register("training.gradientNorm", gauge(Figure.GRADIENT_NORM));
        registry.register("training.tokensPerSecond", gauge(Figure.TOKENS_PER_SECOND));
        registry.register("training.devLoss", gauge(Figure.DEV_LOSS));
        registry.register("training.devAccuracy", gauge(Figure.DEV_ACCURACY));
    }

    private Gauge<Double> gauge(Figure figure) {
        return () -> latest.getOrDefault(figure, Double.NaN);
    }

    void hear(RankMessage message) {
        if (message instanceof RankMessage.Curve curve) {
            tokens.inc(curve.tokens());
            for (LogEntry entry : curve.entries()) {
                step = entry.globalStep();
                latest.putAll(entry.figures());
            }
        } else if (message instanceof RankMessage.Progressed progressed) {
            done = progressed.done();
        }
    }
}
