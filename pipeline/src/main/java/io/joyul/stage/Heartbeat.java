package io.joyul.stage;

import io.joyul.batch.BatchSource;
import io.joyul.batch.StepBatches;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Tells the driver again and again that a rank's process lives, and how far the rank is, from a thread of its own. */
final class Heartbeat implements AutoCloseable {
    private static final String OURS = "io.joyul.";
    private static final List<String> WAITING = List.of("Collective", "Rendezvous");

    private final String stage;
    private final Attempt attempt;
    private final Identity identity;
    private final Thread rank = Thread.currentThread();
    private volatile Phase phase = Phase.BEGINNING;
    private final AtomicLong step = new AtomicLong();
    private final AtomicLong moves = new AtomicLong();
    private final ScheduledExecutorService beats;
    private final ScheduledFuture<?> beating;

    /**
     * Who the rank is.
     *
     * @param executor by Spark's name
     */
    record Identity(int rank, String host, String executor) {
        @Override
        public String toString() {
            return "rank " + rank + " (" + host + ", executor " + executor + ")";
        }
    }

    /** What a rank does before its first step, one after the other. */
    enum Phase {
        BEGINNING("loads libtorch and makes the model"),
        JOINING("joins the other ranks"),
        RESTORING("reads the weights that it goes on from"),
        FITTING("looks for its micro-batch"),
        OPENING("opens its examples, or computes activations of frozen layers"),
        TRAINING("reads its first examples");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        /** To be read behind "while it". */
        String text() {
            return text;
        }
    }

    private Heartbeat(String stage, Attempt attempt, Identity identity, Duration every) {
        this.stage = stage;
        this.attempt = attempt;
        this.identity = identity;
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "heartbeat of rank " + identity.rank());
            thread.setDaemon(true);
            return thread;
        });
        this.beating = beats.scheduleAtFixedRate(this::beat, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Beats for the rank whose thread calls this. */
    static Heartbeat start(String stage, Attempt attempt, Identity identity, Duration every) {
        return new Heartbeat(stage, attempt, identity, every);
    }

    Identity identity() {
        return identity;
    }

    /** The rank has got something done. */
    void move() {
        moves.incrementAndGet();
    }

    /** The rank begins with something else, which is a move. */
    void enter(Phase next) {
        phase = next;
        move();
    }

    /** The same batches; each that is taken is a move, and tells which step the rank is in. */
    BatchSource watch(BatchSource source) {
        return new BatchSource() {
            @Override
            public int stepsPerEpoch() {
                return source.stepsPerEpoch();
            }

            @Override
            public Iterator<StepBatches> epoch(int epoch, int firstStep) {
                Iterator<StepBatches> steps = source.epoch(epoch, firstStep);
                return watch(
                        steps,
                        batches -> reach((long) batches.epoch() * source.stepsPerEpoch() + batches.stepInEpoch() + 1));
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    /** The first step is told at once: a rank that ends within a second of it has been training, and not loading. */
    private void reach(long next) {
        if (step.getAndSet(next) == 0) {
            beats.execute(this::beat);
        }
    }

    /** The same elements; each that is taken is a move. */
    <T> Iterator<T> watch(Iterator<T> elements) {
        return watch(elements, element -> {});
    }

    private <T> Iterator<T> watch(Iterator<T> elements, Consumer<T> taken) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public T next() {
                T element = elements.next();
                taken.accept(element);
                move();
                return element;
            }
        };
    }

    private void beat() {
        StackTraceElement[] stack = rank.getStackTrace();
        // Seen on the stack, so that no collective has to be wrapped for it.
        boolean waits = Arrays.stream(stack)
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith(OURS) && WAITING.stream().anyMatch(name::contains));
        ProgressPlugin.send(new RankMessage.Beat(
                stage,
                attempt.generation().number(),
                identity.rank(),
                identity.toString(),
                identity.executor(),
                step.get(),
                moves.get(),
                waits,
                phase.text(),
                ours(stack)));
    }

    private static String ours(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                // Its own text begins with the name of a class loader.
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("no code of this program");
    }

    @Override
    public void close() {
        beating.cancel(false);
        beats.shutdown();
        ProgressPlugin.send(new RankMessage.Left(stage, attempt.generation().number(), identity.rank()));
    }
}
