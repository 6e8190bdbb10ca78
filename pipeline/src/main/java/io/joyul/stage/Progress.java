package io.joyul.stage;

import io.joyul.train.LogEntry;
import java.util.List;

/** Where a stage tells the person at the terminal how far it is. Calls may come from any thread. */
public interface Progress {
    /** A stage starts; {@code detail} says on what. */
    void begin(String stage, String detail);

    /**
     * How far the current stage is.
     *
     * @param done in [0, 1]
     * @param detail short figures such as tokens a second and loss; the time left is worked out by the listener
     */
    void update(double done, String detail);

    /** The current stage has ended; {@code summary} gives its figures in one line. */
    void end(String summary);

    /** Something worth a line of its own, such as a retry. */
    void note(String line);

    /** New points of a stage's curve. After a stage was started again some come a second time. */
    default void curve(String stage, List<LogEntry> entries) {}

    /** Tells each of these, in this order. */
    static Progress all(List<Progress> listeners) {
        return new SharedProgress(listeners);
    }

    /** Says nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void begin(String stage, String detail) {}

            @Override
            public void update(double done, String detail) {}

            @Override
            public void end(String summary) {}

            @Override
            public void note(String line) {}
        };
    }
}
