package io.joyul.train;

import io.joyul.batch.BatchSource;
import io.joyul.collective.Collective;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the times of one step of a rank. Before and after that step, and where nothing is to be profiled, a call is one
 * look at a field.
 */
public final class StepProfile {
    /** What a step's time goes into. */
    public enum Phase {
        /** Until the batch is there. */
        DATA("data"),
        FORWARD("forward"),
        BACKWARD("backward"),
        /** From the call until the sum was waited for. */
        ALL_REDUCE("all-reduce"),
        /** The clipping and the update. */
        OPTIMIZER("optimizer");

        private final String title;

        Phase(String title) {
            this.title = title;
        }

        /** What people read. */
        public String title() {
            return title;
        }
    }

    /** In {@link RankProfile.Span#slot}: not of a micro-batch. */
    static final int NO_SLOT = -1;

    private static final int NEVER = 0;

    private final int which;
    private final Consumer<List<RankProfile.Span>> heard;
    private final Instant originTime = Instant.now();
    private final long origin = System.nanoTime();
    private final List<RankProfile.Span> spans = new ArrayList<>();
    private int steps;
    private volatile boolean recording;

    private StepProfile(int which, Consumer<List<RankProfile.Span>> heard) {
        this.which = which;
        this.heard = heard;
    }

    /** Profiles nothing. */
    public static StepProfile off() {
        return new StepProfile(NEVER, spans -> {});
    }

    /**
     * Profiles one step of an attempt.
     *
     * @param which counted from 1; the first ones are slower than the rest
     * @param heard told the step's spans at its end, on the loop's thread
     */
    public static StepProfile ofStep(int which, Consumer<List<RankProfile.Span>> heard) {
        return new StepProfile(which, heard);
    }

    /** The same group, its calls timed where there is a step to profile. */
    Collective watch(Collective group) {
        return which == NEVER ? group : new ProfiledCollective(group, this);
    }

    /** The same batches, the wait for them timed where there is a step to profile. */
    BatchSource watch(BatchSource source) {
        return which == NEVER ? source : new ProfiledSource(source, this);
    }

    /** The loop asks for the next step's batch. */
    void beginStep() {
        steps++;
        recording = steps == which;
    }

    /** The step is done. */
    void endStep() {
        if (recording) {
            recording = false;
            heard.accept(List.copyOf(spans));
        }
    }

    /** Runs a part of a step. */
    public <T> T time(Phase phase, int slot, Supplier<T> work) {
        Timing timing = begin(phase, slot);
        T result = work.get();
        end(timing);
        return result;
    }

    /** Runs a part of a step that gives nothing. */
    public void run(Phase phase, int slot, Runnable work) {
        Timing timing = begin(phase, slot);
        work.run();
        end(timing);
    }

    /** A part under way. */
    record Timing(Phase phase, int slot, long began) {}

    @Nullable
    Timing begin(Phase phase, int slot) {
        return recording ? new Timing(phase, slot, System.nanoTime()) : null;
    }

    void end(@Nullable Timing timing) {
        if (timing != null && recording) {
            long ended = System.nanoTime();
            synchronized (spans) {
                spans.add(new RankProfile.Span(timing.phase(), timing.slot(), micros(timing.began()), micros(ended)));
            }
        }
    }

    /** Ranks have no clock in common but that of the wall. */
    private double micros(long nanoTime) {
        Duration since = Duration.ofSeconds(originTime.getEpochSecond(), originTime.getNano());
        return since.toNanos() / 1000.0 + (nanoTime - origin) / 1000.0;
    }
}
