package io.joyul.config;

import java.util.Map;
import java.util.Optional;

/**
 * Spark settings of the run.
 *
 * @param master used when the job is not started by spark-submit, which brings its own
 * @param properties passed to Spark as they are
 */
public record SparkConfig(
        Optional<String> master, @Default("{}") Map<String, String> properties) {
    public SparkConfig {
        properties = Map.copyOf(properties);
    }
}
