package io.joyul.sweep;

/** What a trial that has told its score is to do. */
public enum Verdict {
    /** Train on. */
    GO_ON,
    /** Free the slot; it may go on later. */
    PAUSE,
    /** It has been given up. */
    STOP,
    /** It has had its whole budget. */
    DONE
}
