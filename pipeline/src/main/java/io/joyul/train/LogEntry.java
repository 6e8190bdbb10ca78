package io.joyul.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run's log tells about one moment.
 *
 * @param globalStep optimizer steps done
 * @param seconds of training until then, over all attempts
 */
public record LogEntry(int globalStep, double seconds, Map<Figure, Double> figures) implements Serializable {
    public LogEntry {
        figures = Collections.unmodifiableMap(new EnumMap<>(figures));
    }

    /** What is logged; the order is that within an entry. */
    public enum Figure {
        EPOCH("epoch", "dev/epoch"),
        LOSS("loss", "train/loss"),
        LEARNING_RATE("learningRate", "train/learning-rate"),
        GRADIENT_NORM("gradientNorm", "train/gradient-norm"),
        /** 1 where the gradient of the last step was clipped, else 0. */
        CLIPPED("clipped", "train/clipped"),
        /** In targets; only where there are several ranks or micro-batches to tell it from. */
        NOISE_SCALE("noiseScale", "train/noise-scale"),
        TOKENS_PER_SECOND("tokensPerSecond", "train/tokens-per-second"),
        DEV_LOSS("devLoss", "dev/loss"),
        DEV_ACCURACY("devAccuracy", "dev/accuracy");

        private final String key;
        private final String tag;

        Figure(String key, String tag) {
            this.key = key;
            this.tag = tag;
        }

        /** In a JSON object. */
        String key() {
            return key;
        }

        /** In TensorBoard, where what stands before the slash is a group. */
        String tag() {
            return tag;
        }
    }

    /**
     * The entries of a history by step; an epoch's stands behind that of its last point.
     *
     * @param clipNorm what the gradient's norm is held to; 0: never clipped
     */
    public static List<LogEntry> of(TrainingHistory history, double clipNorm) {
        return of(history, clipNorm, 0);
    }

    /**
     * @param before seconds of training before the history
     */
    static List<LogEntry> of(TrainingHistory history, double clipNorm, double before) {
        List<LogEntry> entries = new ArrayList<>();
        int epoch = 0;
        double seconds = before;
        for (TrainingHistory.Point point : history.points()) {
            while (epoch < history.epochs().size()
                    && history.epochs().get(epoch).globalStep() < point.globalStep()) {
                entries.add(of(history.epochs().get(epoch++), seconds));
            }
            seconds += point.seconds();
            entries.add(of(point, seconds, clipNorm));
        }
        while (epoch < history.epochs().size()) {
            entries.add(of(history.epochs().get(epoch++), seconds));
        }
        return entries;
    }

    private static LogEntry of(TrainingHistory.Point point, double seconds, double clipNorm) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.LOSS, point.loss());
        figures.put(Figure.LEARNING_RATE, point.learningRate());
        figures.put(Figure.GRADIENT_NORM, point.gradientNorm());
        figures.put(Figure.CLIPPED, clipNorm > 0 && point.gradientNorm() > clipNorm ? 1.0 : 0.0);
        if (point.noiseScale() > 0) {
            figures.put(Figure.NOISE_SCALE, point.noiseScale());
        }
        figures.put(Figure.TOKENS_PER_SECOND, point.tokens() / Math.max(1e-9, point.seconds()));
        return new LogEntry(point.globalStep(), seconds, figures);
    }

    private static LogEntry of(TrainingHistory.Epoch epoch, double seconds) {
        return new LogEntry(
                epoch.globalStep(),
                seconds,
                Map.of(
                        Figure.EPOCH,
                        (double) epoch.epoch(),
                        Figure.DEV_LOSS,
                        epoch.devLoss(),
                        Figure.DEV_ACCURACY,
                        epoch.accuracy()));
    }
}
