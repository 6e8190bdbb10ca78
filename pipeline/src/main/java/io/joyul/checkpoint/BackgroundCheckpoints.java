package io.joyul.checkpoint;

import io.joyul.error.JoyulException;
import io.joyul.model.ParameterStore;
import io.joyul.storage.BackgroundWriter;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the loop's checkpoints on a thread of its own. The step waits for a copy in memory alone, and, where the disk is
 * slower than the checkpoints come, for the one before. A failure to write stops the training at its next step.
 */
public final class BackgroundCheckpoints implements TrainingListener, AutoCloseable {
    /** The name of the thread. */
    public static final String THREAD = "checkpoint-writer";

    private final CheckpointWriter writer;
    private final Consumer<String> committed;
    private final BackgroundWriter<String> writing = new BackgroundWriter<>(THREAD);
    private @Nullable Snapshot snapshot;
    private Optional<String> last;

    /**
     * @param last the checkpoint that the run goes on from
     * @param committed told the path of each checkpoint when it is whole, on the writing thread
     */
    public BackgroundCheckpoints(CheckpointWriter writer, Optional<String> last, Consumer<String> committed) {
        this.writer = writer;
        this.last = last;
        this.committed = committed;
    }

    /** Takes the memory that copies need; without this the first checkpoint does, which makes its step wait longer. */
    public void prepare(ParameterStore parameters) {
        if (snapshot == null) {
            snapshot = new Snapshot(parameters);
        }
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
        if (!writing.isWriting()) {
            await();
        }
    }

    @Override
    public void onCheckpoint(TrainState state) {
        await();
        prepare(state.model().parameters());
        Snapshot taken = Objects.requireNonNull(snapshot);
        taken.take(state);
        writing.begin(() -> {
            String path = writer.write(taken);
            committed.accept(path);
            return path;
        });
    }

    /**
     * Waits for the last write.
     *
     * @return the newest checkpoint; empty when there was none to write and none to go on from
     * @throws JoyulException whatever the write failed with
     */
    public Optional<String> finish() {
        await();
        return last;
    }

    private void await() {
        writing.await().ifPresent(path -> last = Optional.of(path));
    }

    /** Waits for a write that is under way, even on the way out of a failure: its buffers must not go before it ends. */
    @Override
    public void close() {
        writing.close();
        if (snapshot != null) {
            snapshot.close();
        }
        if (!Thread.currentThread().isInterrupted()) {
            await();
        }
    }
}
