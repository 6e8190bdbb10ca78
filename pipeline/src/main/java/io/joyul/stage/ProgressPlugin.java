package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
    private static volatile SweepQuestion.@Nullable Answers answerer;
    private static volatile @Nullable TrainingMetrics metrics;

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
    static <A> A ask(SweepQuestion<A> question) {
        PluginContext context = channel;
        Object answer;
        try {
            answer = context == null ? null : context.ask(question);
        } catch (Exception e) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, question.asker() + " asked the driver, which did not answer", e);
        }
        if (answer == null) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, question.asker() + " asked the driver, and no sweep runs there");
        }
        return question.heard((String) answer);
    }

    /** On the driver: answers questions until the returned handle is closed. */
    static Subscription answer(SweepQuestion.Answers answers) {
        answerer = answers;
        return () -> answerer = null;
    }

    /** On the driver: a stage beside which others are at work has figures of its own until the returned handle is closed. */
    static Subscription measureApart(String stage) {
        TrainingMetrics measured = metrics;
        return measured == null ? () -> {} : measured.apart(stage);
    }

    /** Ends the hearing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            @Override
            public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
                loaded = true;
                return Map.of();
            }

            @Override
            public void registerMetrics(String application, PluginContext pluginContext) {
                metrics = new TrainingMetrics(pluginContext.metricRegistry());
            }

            @Override
            public void shutdown() {
                loaded = false;
                metrics = null;
            }

            @Override
            public @Nullable Object receive(Object message) {
                if (message instanceof RankMessage said) {
                    TrainingMetrics told = metrics;
                    if (told != null) {
                        told.hear(said);
                    }
                    LISTENERS.forEach(listener -> listener.accept(said));
                }
                SweepQuestion.Answers answers = answerer;
                return answers != null && message instanceof SweepQuestion<?> question ? question.askOf(answers) : null;
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
