package io.joyul.stage;

import java.io.IOException;
import java.util.Map;
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
    private static volatile @Nullable Consumer<RankMessage> listener;

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
        listener = consumer;
        return () -> listener = null;
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
                Consumer<RankMessage> hearing = listener;
                if (message instanceof RankMessage said) {
                    metrics.hear(said);
                    if (hearing != null) {
                        hearing.accept(said);
                    }
                }
                return null;
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
