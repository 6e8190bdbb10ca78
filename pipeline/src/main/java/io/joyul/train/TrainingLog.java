package io.joyul.train;

import io.joyul.error.JoyulException;
import io.joyul.storage.BackgroundWriter;
import io.joyul.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the curve of a run to files while it runs, on a thread of its own: no step waits for the disk. A failure to write
 * stops the training at its next step.
 *
 * <p>Entries are added behind those that are there, and the bytes that were there stay as they were, so that a reader at
 * work, such as TensorBoard, goes on behind them. A run that goes on from a checkpoint first takes out what an earlier
 * attempt wrote of later steps, so that no point is there twice.
 */
public final class TrainingLog implements TrainingListener, AutoCloseable {
    /** Before the time in the name of an event file. */
    static final String EVENTS = "events.out.tfevents.";

    private static final long LEAST_PAUSE = Duration.ofSeconds(5).toNanos();
    /** The pause is so many times as long as the writing took: some file systems write the whole file each time. */
    private static final long PAUSES = 50;

    private final Storage storage;
    private final String folder;
    private final List<LogFormat> formats;
    private final TrainingPlan plan;
    private final TrainingHistory start;
    private final Runnable fence;
    private final CurveFeed feed;
    private final BackgroundWriter<Integer> writing = new BackgroundWriter<>("log-writer");
    private List<LogEntry> waiting = new ArrayList<>();
    private volatile long pauseUntil = System.nanoTime();
    // The writing thread's own.
    private @Nullable List<LogFile> files;

    /**
     * @param folder of the files
     * @param start where the run goes on from
     * @param fence called before each time that something is written; throws when this attempt is over
     */
    public TrainingLog(
            Storage storage,
            String folder,
            List<LogFormat> formats,
            TrainingPlan plan,
            TrainingHistory start,
            Runnable fence) {
        this.storage = storage;
        this.folder = folder;
        this.formats = List.copyOf(formats);
        this.plan = plan;
        this.start = start;
        this.fence = fence;
        this.feed = new CurveFeed(start, plan.clipNorm());
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
        if (globalStep % plan.logEvery() == 0) {
            add(feed.point(latest));
        }
    }

    @Override
    public void onCheckpoint(TrainState state) {
        add(feed.checkpoint(state.history()));
    }

    private void add(CurveFeed.News news) {
        waiting.addAll(news.entries());
        if (!writing.isWriting() && System.nanoTime() - pauseUntil >= 0) {
            write();
        }
    }

    /** Lets what waits be written, after what is being written now. */
    private void write() {
        writing.await();
        List<LogEntry> entries = waiting;
        waiting = new ArrayList<>();
        writing.begin(() -> write(entries));
    }

    /**
     * Writes what has come since the last time, and waits for it.
     *
     * @throws JoyulException whatever a write failed with
     */
    public void finish() {
        write();
        writing.await();
    }

    private int write(List<LogEntry> entries) {
        long started = System.nanoTime();
        fence.run();
        for (LogFile file : files()) {
            file.add(entries);
        }
        long took = System.nanoTime() - started;
        pauseUntil = System.nanoTime() + Math.max(LEAST_PAUSE, PAUSES * took);
        return entries.size();
    }

    private List<LogFile> files() {
        List<LogFile> known = files;
        if (known == null) {
            long began = began();
            List<LogEntry> entries = LogEntry.of(start, plan.clipNorm());
            known = formats.stream()
                    .map(format -> new LogFile(storage, folder, format, began))
                    .toList();
            known.forEach(file -> file.begin(entries));
            files = known;
        }
        return known;
    }

    /** As the name of an event file of an earlier attempt says, else now. */
    private long began() {
        return storage.list(folder).stream()
                .filter(entry -> entry.name().matches("events\\.out\\.tfevents\\.\\d{1,15}\\.joyul"))
                .mapToLong(entry -> Long.parseLong(entry.name().split("\\.", -1)[3]))
                .min()
                .orElseGet(() -> System.currentTimeMillis() / 1000);
    }

    /** Waits for a write that is under way: the next attempt writes the same files. */
    @Override
    public void close() {
        writing.close();
    }
}
