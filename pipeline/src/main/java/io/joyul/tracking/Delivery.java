package io.joyul.tracking;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tracking.TrackingServer.RefusedException;
import io.joyul.tracking.TrackingServer.UnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends batches in order, by way of the spool where the server does not take them. Used by one thread. */
final class Delivery implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** Of what a server takes in one request. */
    private static final int MOST_FIGURES = 1000;

    private final Supplier<TrackingServer> servers;
    private final Spool spool;
    private final Duration timeout;
    private final Consumer<String> notes;
    private volatile @Nullable TrackingServer server;
    private Duration pause = FIRST_PAUSE;
    private long pauseUntil;
    private boolean isDown;
    private boolean hasSpooled;
    private final Set<String> refused = new HashSet<>();
    private volatile boolean givenUp;

    /** @param timeout for one call of the server */
    Delivery(Supplier<TrackingServer> servers, Spool spool, Duration timeout, Consumer<String> notes) {
        this.servers = servers;
        this.spool = spool;
        this.timeout = timeout;
        this.notes = notes;
        this.hasSpooled = !spool.files().isEmpty();
    }

    /** Sends what was kept and then the batch, or keeps the batch. An empty batch is an occasion for the former. */
    void deliver(List<TrackingEvent> batch) {
        if (batch.isEmpty() && !hasSpooled) {
            return;
        }
        boolean pauses = isDown && System.nanoTime() - pauseUntil < 0;
        if (givenUp || pauses) {
            keep(batch);
            return;
        }
        try {
            sendSpooled();
            send(batch);
            if (isDown) {
                notes.accept("tracking: the server answers again, and has all that it missed");
            }
            isDown = false;
            pause = FIRST_PAUSE;
        } catch (UnavailableException | JoyulException e) {
            // The latter of a spool that cannot be read now: no reason to lose what is new.
            if (!isDown) {
                notes.accept("tracking: " + e.getMessage() + "; the run goes on, and what the server misses is sent"
                        + " later, by ./joyul tracking at the latest");
            }
            isDown = true;
            pauseUntil = System.nanoTime() + pause.toNanos();
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            keep(batch);
        }
    }

    /**
     * Sends all that was kept, but for what has been damaged since, which is set aside.
     *
     * @return events that the server has taken
     * @throws UnavailableException when it does not take them now; what it has taken is gone from the spool
     */
    int sendSpooled() throws UnavailableException {
        int events = 0;
        for (String file : hasSpooled ? spool.files() : List.<String>of()) {
            Optional<List<TrackingEvent>> kept = readOrSetAside(file);
            if (kept.isPresent()) {
                send(kept.get());
                spool.remove(file);
                events += kept.get().size();
            }
        }
        hasSpooled = false;
        return events;
    }

    /** Else one damaged file would hold up for ever what came after it. */
    private Optional<List<TrackingEvent>> readOrSetAside(String file) {
        try {
            return Optional.of(spool.read(file));
        } catch (JoyulException e) {
            if (e.code() != ErrorCode.FILE_CORRUPT) {
                throw e;
            }
            notes.accept("tracking: " + e.getMessage() + "; it lies in " + spool.setAside(file));
            return Optional.empty();
        }
    }

    private void keep(List<TrackingEvent> batch) {
        if (!batch.isEmpty()) {
            spool.add(batch);
            hasSpooled = true;
        }
    }

    private void send(List<TrackingEvent> events) throws UnavailableException {
        for (List<TrackingEvent> together : Batches.of(events, MOST_FIGURES)) {
            sendTogether(together);
        }
    }

    /** One at a time after a refusal, so that what is wrong with one event costs no other. */
    private void sendTogether(List<TrackingEvent> together) throws UnavailableException {
        try {
            call(together);
        } catch (RefusedException e) {
            if (together.size() == 1) {
                // Of a run that was deleted there it refuses everything: a line for each would bury all others.
                if (refused.add(together.get(0).run())) {
                    notes.accept("tracking: not told, for the server refuses it: " + e.getMessage()
                            + "; what else it refuses of this run is not told either, without another word");
                }
                return;
            }
            for (TrackingEvent event : together) {
                sendTogether(List.of(event));
            }
        }
    }

    /** MLflow's client waits for ever on a server that takes a connection and says nothing. */
    private void call(List<TrackingEvent> events) throws UnavailableException, RefusedException {
        TrackingServer open = server;
        TrackingServer called = open == null ? servers.get() : open;
        server = called;
        FutureTask<Void> task = new FutureTask<>(() -> {
            called.tell(events);
            return null;
        });
        Thread caller = new Thread(task, "tracking call");
        caller.setDaemon(true);
        caller.start();
        try {
            task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            forget(called);
            if (e.getCause() instanceof UnavailableException unavailable) {
                throw unavailable;
            }
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new UnavailableException(MlflowServer.reason(e), e);
        } catch (TimeoutException e) {
            forget(called);
            throw new UnavailableException("no answer within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            forget(called);
            throw new UnavailableException("the run is over", e);
        }
    }

    /** A new connection is made for the next call; closing the old one ends the thread that waits on it. */
    private void forget(TrackingServer called) {
        server = null;
        called.close();
    }

    /** From now on batches are only kept; a call that is under way is broken off. May come from any thread. */
    void giveUp() {
        givenUp = true;
        TrackingServer called = server;
        if (called != null) {
            called.close();
        }
    }

    @Override
    public void close() {
        TrackingServer last = server;
        if (last != null) {
            last.close();
        }
    }
}
