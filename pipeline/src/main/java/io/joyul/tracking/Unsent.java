package io.joyul.tracking;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.tracking.TrackingServer.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends what the runs of an output folder could not. */
public final class Unsent {
    /** For one answer: nobody waits for this but who asked for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** In a folder {@code tracking}: folders of the same form, of the targets that it had before. */
    private static final String EARLIER = "earlier";

    private Unsent() {}

    /**
     * Puts aside what belongs to another target than a run's, which would refuse it, and says what waits there.
     *
     * @param folder {@code tracking} in the output
     */
    static void keepForOthers(Storage storage, String folder, MlflowTarget target, Consumer<String> notes) {
        Optional<TrackingState> other = TrackingState.read(storage, folder)
                .filter(found -> !found.target().isSameAs(target));
        if (other.isPresent() && isIn(storage, folder)) {
            String aside = Storage.child(folder, EARLIER + "/" + UUID.randomUUID());
            // The target goes first: killed after this line, no events are left without one.
            other.get().write(storage, aside);
            storage.rename(Tracker.spool(folder), Tracker.spool(aside));
        }
        for (String place : earlier(storage, folder)) {
            TrackingState.read(storage, place)
                    .map(TrackingState::target)
                    .ifPresent(missed -> notes.accept("tracking: what " + missed.url() + " (experiment "
                            + missed.experiment() + ") missed is kept in " + place
                            + "; ./joyul tracking sends it there, and whoever gives it up removes that folder"));
        }
    }

    private static boolean isIn(Storage storage, String folder) {
        return !new Spool(storage, Tracker.spool(folder)).files().isEmpty();
    }

    private static List<String> earlier(Storage storage, String folder) {
        return storage.list(Storage.child(folder, EARLIER)).stream()
                .map(Storage.Entry::path)
                .filter(place -> isIn(storage, place))
                .toList();
    }

    /**
     * The folders that {@link #send} is to be called for: first those with events for the targets of earlier runs, last
     * the given one.
     *
     * @param folder {@code tracking} in the output
     */
    public static List<String> folders(Storage storage, String folder) {
        List<String> folders = new ArrayList<>(earlier(storage, folder));
        folders.add(folder);
        return folders;
    }

    /**
     * Sends all of it.
     *
     * @param folder one of {@link #folders}
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
