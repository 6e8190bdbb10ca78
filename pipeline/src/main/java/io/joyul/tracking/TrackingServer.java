package io.joyul.tracking;

import java.util.List;

/** Who keeps what is told. Calls come from one thread at a time and may take as long as they like. */
public interface TrackingServer extends AutoCloseable {
    /**
     * Tells one event, or figures of one run. Telling one twice has the effect of telling it once.
     *
     * @throws UnavailableException when they cannot be told now, but may be later
     * @throws RefusedException when the server will never take one of them
     */
    void tell(List<TrackingEvent> events) throws UnavailableException, RefusedException;

    /** Breaks off a call that is under way, too. */
    @Override
    void close();

    /** The server does not answer, or not now. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server has understood, and says no. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
