package io.joyul.stage;

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
