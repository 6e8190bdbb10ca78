package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.sweep.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a running task has to say to the driver, over Spark's own authenticated channel, as it happens;
 * accumulators would arrive with the end of the task. The same figures are a source of Spark's metrics. Named in {@code spark.plugins}; where it is not, a
 * stage runs as well, in silence.
 */
public final class ProgressPlugin implements SparkPlugin {
    private static volatile @Nullable PluginContext channel;
    private static volatile boolean loaded;
    private static final List<Consumer<RankMessage>> LISTENERS = new CopyOnWriteArrayList<>();
    private static volatile @Nullable Function<TrialQuestion, Verdict> answerer;

    /** Called by a task; never fails it. */
    static void send(RankMessage message) {
        PluginContext context = channel;
        if (context == null) {
            return;
        }
        try {
            context.send(message);
        } catch (IOException ignored) {
            // The driver is busy or going; training does not wait for a progress line.
        }
    }

    /** On the driver: whether tasks can be heard at all. */
    static boolean isLoaded() {
        return loaded;
    }

    /** On the driver: hears reports until the returned handle is closed. */
    static Subscription subscribe(Consumer<RankMessage> consumer) {
        LISTENERS.add(consumer);
        return () -> LISTENERS.remove(consumer);
    }

    /**
     * Called by a task: asks the driver, and waits for its answer.
     *
     * @throws JoyulException {@code RANK_LOST} when nobody answers
     */
    static Verdict ask(TrialQuestion question) {
        PluginContext context = channel;
        try {
            if (context != null && context.ask(question) instanceof Verdict verdict) {
                return verdict;
            }
        } catch (Exception e) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, "trial " + question.trial() + " asked the driver, which did not answer", e);
        }
        throw new JoyulException(
                ErrorCode.RANK_LOST, "trial " + question.trial() + " asked the driver, and no sweep runs there");
    }

    /** On the driver: answers questions until the returned handle is closed. */
    static Subscription answer(Function<TrialQuestion, Verdict> answers) {
        answerer = answers;
        return () -> answerer = null;
    }

    /** Ends the hearing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public DriverPlugin driverPlugin() {
        TrainingMetrics metrics = new TrainingMetrics();
        return new DriverPlugin() {
            @Override
            public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
                loaded = true;
                return Map.of();
            }

            @Override
            public void registerMetrics(String application, PluginContext pluginContext) {
                metrics.register(pluginContext.metricRegistry());
            }

            @Override
            public void shutdown() {
                loaded = false;
            }

            @Override
            public @Nullable Object receive(Object message) {
                if (message instanceof RankMessage said) {
                    metrics.hear(said);
                    LISTENERS.forEach(listener -> listener.accept(said));
                }
                Function<TrialQuestion, Verdict> answers = answerer;
                return answers != null && message instanceof TrialQuestion question ? answers.apply(question) : null;
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> extraConfiguration) {
                channel = context;
            }

            @Override
            public void shutdown() {
                channel = null;
            }
        };
    }
}
