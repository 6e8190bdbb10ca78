package io.joyul.config;

import java.io.Serializable;

/**
 * Where the curve of a training stage goes while it runs, beside the terminal.
 *
 * @param tensorboard an event file that TensorBoard opens
 * @param jsonLines {@code events.jsonl}, one object a point
 */
public record LogConfig(
        @Default("true") boolean tensorboard,
        @Default("true") boolean jsonLines) implements Serializable {
    /** The defaults, for those who build a configuration without a run file. */
    public static final LogConfig DEFAULTS = new LogConfig(true, true);
}
