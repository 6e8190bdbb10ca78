package io.joyul.train;

import io.joyul.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the curve of a run to files while it runs.
 *
 * <p>Each time the whole file is written anew: Hadoop's file systems cannot all append, and a run that goes on from a
 * checkpoint has its points from the history, so that none is there twice. The history lies whole in each checkpoint
 * anyway. The bytes that were there stay as they were, so that a reader at work, such as TensorBoard, goes on behind them.
 */
public final class TrainingLog implements TrainingListener {
    /** Before the time in the name of an event file. */
    static final String EVENTS = "events.out.tfevents.";

    private static final long LEAST_PAUSE = Duration.ofSeconds(5).toNanos();
    /** The pause is so many times as long as the writing took. */
    private static final long PAUSES = 50;

    private final Storage storage;
    private final String folder;
    private final List<LogFormat> formats;
    private final TrainingPlan plan;
    private final List<TrainingHistory.Point> points;
    private final List<TrainingHistory.Epoch> epochs;
    private long began;
    private long pauseUntil;

    /**
     * @param folder of the files
     * @param start where the run goes on from
     */
    public TrainingLog(
            Storage storage, String folder, List<LogFormat> formats, TrainingPlan plan, TrainingHistory start) {
        this.storage = storage;
        this.folder = folder;
        this.formats = List.copyOf(formats);
        this.plan = plan;
        this.points = new ArrayList<>(start.points());
        this.epochs = new ArrayList<>(start.epochs());
        this.pauseUntil = System.nanoTime() + LEAST_PAUSE;
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
        if (globalStep % plan.logEvery() != 0) {
            return;
        }
        points.add(latest);
        if (System.nanoTime() - pauseUntil >= 0) {
            flush();
        }
    }

    /** Writes what has come since the last time. */
    void flush() {
        write(new TrainingHistory(points, epochs));
    }

    @Override
    public void onCheckpoint(TrainState state) {
        points.clear();
        points.addAll(state.history().points());
        epochs.clear();
        epochs.addAll(state.history().epochs());
        write(state.history());
    }

    private void write(TrainingHistory history) {
        long started = System.nanoTime();
        List<LogEntry> entries = LogEntry.of(history, plan.clipNorm());
        if (began == 0) {
            began = began();
        }
        for (LogFormat format : formats) {
            storage.writeAtomically(Storage.child(folder, format.fileName(began)), format.content(entries, began));
        }
        long took = System.nanoTime() - started;
        pauseUntil = System.nanoTime() + Math.max(LEAST_PAUSE, PAUSES * took);
    }

    /** As the name of an event file of an earlier attempt says, else now. */
    private long began() {
        return storage.list(folder).stream()
                .filter(entry -> entry.name().matches("events\\.out\\.tfevents\\.\\d{1,15}\\.joyul"))
                .mapToLong(entry -> Long.parseLong(entry.name().split("\\.", -1)[3]))
                .min()
                .orElseGet(() -> System.currentTimeMillis() / 1000);
    }
}
