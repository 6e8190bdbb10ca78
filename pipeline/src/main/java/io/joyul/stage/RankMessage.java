package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.train.LogEntry;
import java.io.Serializable;
import java.util.List;

/** What a rank says to the driver while it runs, over {@link ProgressPlugin}. */
sealed interface RankMessage extends Serializable {
    /** The stage that the rank works for; what is said of another one is dropped. */
    String stage();

    /** Hands itself to the method of its kind. */
    void tell(Listener listener);

    /** Hears each kind. Calls come from any thread. */
    interface Listener {
        void progress(Progressed message);

        void curve(Curve message);

        void note(Note message);

        void beat(Beat message);

        void left(Left message);

        void committed(Committed message);

        void failed(Failed message);
    }

    /**
     * How far the training is.
     *
     * @param done in [0, 1]
     */
    record Progressed(String stage, double done, String detail) implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.progress(this);
        }
    }

    /**
     * New points of the curve.
     *
     * @param tokens trained on since the last message
     */
    record Curve(String stage, List<LogEntry> entries, long tokens) implements RankMessage {
        public Curve {
            entries = List.copyOf(entries);
        }

        @Override
        public void tell(Listener listener) {
            listener.curve(this);
        }
    }

    /** Something worth a line of its own. */
    record Note(String stage, String line) implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.note(this);
        }
    }

    /**
     * A sign of life.
     *
     * @param generation of the rank's attempt
     * @param where the rank is: {@code rank 1 (10.0.0.7, executor 3)}
     * @param executor by the name that Spark gives it
     * @param step the optimizer step that it works on, counted from 1; 0 before the first
     * @param moves counts everything that the rank gets done: batches, checkpoints, and what comes before the first step
     * @param waits whether it waits for other ranks
     * @param phase what it does before its first step
     * @param doing the line of ours that it is in
     */
    record Beat(
            String stage,
            int generation,
            int rank,
            String where,
            String executor,
            long step,
            long moves,
            boolean waits,
            String phase,
            String doing)
            implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.beat(this);
        }
    }

    /** A rank is done, well or not, and sends no more signs of life. */
    record Left(String stage, int generation, int rank) implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.left(this);
        }
    }

    /** A checkpoint is whole. */
    record Committed(String stage, int generation, String path) implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.committed(this);
        }
    }

    /** A rank ends with a failure. Said before it leaves its group, so it comes before what that does to the others. */
    record Failed(String stage, int generation, ErrorCode code, String message) implements RankMessage {
        @Override
        public void tell(Listener listener) {
            listener.failed(this);
        }
    }
}
