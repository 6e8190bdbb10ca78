package io.joyul.tracking;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.tracking.TrackingServer.UnavailableException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends what the runs of an output folder could not. */
public final class Unsent {
    /** For one answer: nobody waits for this but who asked for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Unsent() {}

    /**
     * Sends all of it.
     *
     * @param folder {@code tracking} in the output
     * @return events that the server has taken
     * @throws JoyulException {@code TRACKING_UNAVAILABLE} when the server does not take them; what it has taken is not
     *     sent again
     */
    public static int send(Storage storage, String folder, Supplier<TrackingServer> server, Consumer<String> notes) {
        try (Delivery delivery = new Delivery(server, new Spool(storage, Tracker.spool(folder)), PATIENCE, notes)) {
            return delivery.sendSpooled();
        } catch (UnavailableException e) {
            throw new JoyulException(
                    ErrorCode.TRACKING_UNAVAILABLE,
                    e.getMessage() + "; what it misses stays in " + Tracker.spool(folder) + ", try again later",
                    e);
        }
    }
}
