package io.joyul.tracking;

import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a server what happens, from a thread of its own: whoever has something to tell never waits, and never fails. */
public final class Tracker implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_TOGETHER = 500;
    private static final long GATHER_MILLIS = 500;
    private static final Duration STATE_EVERY = Duration.ofSeconds(10);
    private static final Duration LAST_WRITES = Duration.ofSeconds(30);

    private final Storage storage;
    private final String folder;
    private final Delivery delivery;
    private final Consumer<String> notes;
    private final BlockingQueue<TrackingEvent> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, Integer> told = new HashMap<>();
    private final Thread thread;
    private final Duration patience;
    private TrackingState state;
    private long stateWritten;
    private volatile boolean closing;

    /**
     * Goes on with the run of an output folder.
     *
     * @param folder {@code tracking} in the output
     * @param of what tells this run from another in the same folder
     * @param server made anew after one that did not answer
     * @param notes told, once, that the server is gone or back, and of events that wait for another server
     */
    public Tracker(
            Storage storage,
            String folder,
            String of,
            MlflowTarget target,
            Supplier<TrackingServer> server,
            Consumer<String> notes) {
        this.storage = storage;
        this.folder = folder;
        this.notes = notes;
        this.patience = Duration.ofSeconds(target.timeoutSeconds());
        Unsent.keepForOthers(storage, folder, target, notes);
        this.state = TrackingState.open(storage, folder, of, target);
        state.write(storage, folder);
        this.delivery = new Delivery(server, new Spool(storage, spool(folder)), patience, notes);
        this.thread = new Thread(this::work, "tracking");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where unsent events lie in a folder {@code tracking}. */
    public static String spool(String folder) {
        return Storage.child(folder, "unsent");
    }

    /** The run of this output. */
    public TrackedRun run(String name, String parent) {
        return new TrackedRun(this, state.key(), name, parent, state.told());
    }

    /** Never waits. */
    void tell(TrackingEvent event) {
        if (!queue.offer(event)) {
            lost.incrementAndGet();
        }
    }

    private void work() {
        while (true) {
            List<TrackingEvent> batch = gather();
            if (batch.isEmpty() && closing) {
                break;
            }
            try {
                delivery.deliver(batch);
                remember(batch);
            } catch (RuntimeException e) {
                // A full disk, say: the run is what counts, and it will say so itself.
                lost.addAndGet(batch.size());
            }
        }
    }

    private List<TrackingEvent> gather() {
        List<TrackingEvent> batch = new ArrayList<>();
        try {
            @Nullable TrackingEvent first = queue.poll(closing ? 0 : GATHER_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, MOST_TOGETHER - 1);
            }
        } catch (InterruptedException e) {
            // Only a closing tracker interrupts: what is still here goes to the spool.
            queue.drainTo(batch, MOST_TOGETHER);
        }
        return batch;
    }

    /** What has reached the server or the spool is not told again by the next run. */
    private void remember(List<TrackingEvent> batch) {
        for (TrackingEvent event : batch) {
            if (event instanceof TrackingEvent.Figures figures) {
                told.merge(curve(figures), figures.step(), Math::max);
            }
        }
        long now = System.nanoTime();
        if (!told.isEmpty() && (closing || now - stateWritten > STATE_EVERY.toNanos())) {
            writeState();
            stateWritten = now;
        }
    }

    private String curve(TrackingEvent.Figures figures) {
        return figures.run().equals(state.key())
                ? figures.curve()
                : TrackingState.curveOf(
                        figures.run().substring(state.key().length() + TrackedRun.CHILD.length()), figures.curve());
    }

    private void writeState() {
        TrackingState next = state.told(told);
        if (!next.equals(state)) {
            next.write(storage, folder);
            state = next;
        }
    }

    /** Gives the server as long as one answer may take, and keeps the rest for later. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(patience.toMillis() + GATHER_MILLIS);
            delivery.giveUp();
            thread.join(LAST_WRITES.toMillis());
            writeState();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JoyulException e) {
            notes.accept("tracking: " + e.getMessage());
        }
        delivery.close();
        if (lost.get() > 0) {
            notes.accept("tracking: " + lost.get() + " events could be neither sent nor kept");
        }
    }
}
