package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.SweepSlots.Claim;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Verdict;
import io.joyul.train.TrainingResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the trials of a sweep side by side. Each is a training stage of its own, with as many ranks as its run file says,
 * over the shards that they have in common; as many run at once as there is room for. A trial whose executor is lost, or
 * out of memory, goes back to the queue; one that fails is a failed trial; only what would fail them all, such as a full
 * disk, ends the sweep, which the same command then continues.
 */
public final class SweepStage {
    /**
     * Failures of a machine or a process: the trial may well pass elsewhere. A process that is out of memory takes down all
     * trials in it, whichever of them took too much.
     */
    private static final Set<ErrorCode> LOST = EnumSet.of(
            ErrorCode.RANK_LOST, ErrorCode.RANK_HUNG, ErrorCode.RANK_OUT_OF_MEMORY, ErrorCode.RANKS_NOT_SCHEDULABLE);

    /** Failures that no other trial would be spared; a mistake in the use of Joyul is no trial's own. */
    private static final Set<ErrorCode> FATAL =
            EnumSet.of(ErrorCode.USAGE, ErrorCode.STORAGE_FULL, ErrorCode.NATIVE_UNAVAILABLE, ErrorCode.RANK_FENCED);

    private final SparkSession spark;
    private final Storage storage;
    private final Conductor conductor;
    private final TrialBench bench;
    private final SweepProgress progress;
    private final SweepSlots slots;
    private final ActivationTurns turns = new ActivationTurns();
    private final int mostLost;
    /** Slots that a trial has lost in a row, without a checkpoint between. */
    private final Map<Integer, Integer> losses = new ConcurrentHashMap<>();

    /** Trials that have had to wait for the weights of another one. */
    private final Set<Integer> putOff = ConcurrentHashMap.newKeySet();

    private final AtomicReference<JoyulException> fatal = new AtomicReference<>();

    /**
     * @param mostLost times in a row, without a checkpoint between, that a trial may lose its slot before it counts as
     *     failed
     */
    public SweepStage(
            SparkSession spark,
            Storage storage,
            Conductor conductor,
            TrialBench bench,
            Progress progress,
            int mostLost) {
        this.spark = spark;
        this.storage = storage;
        this.conductor = conductor;
        this.bench = bench;
        this.progress = new SweepProgress(conductor, progress);
        this.slots = new SweepSlots(spark, bench.fewestRanks());
        this.mostLost = mostLost;
    }

    /**
     * Runs trials until the sweep is over.
     *
     * @param parallel trials at once; 0: as many as there is room for
     * @throws JoyulException what ended the sweep early, or why all of its trials failed
     */
    public List<Trial> run(int parallel) {
        progress.begin();
        together(parallel, () -> conductor.take().map(Stretch::new));
        progress.end();
        return conductor.trials();
    }

    /**
     * Trains trials once more with other seeds, as many at once as there is room for; what was done is not done again, and
     * what failed only where a machine was to blame. One that fails leaves the others alone.
     */
    public List<Retraining> again(List<Trial> trials, List<Long> seeds, int parallel) {
        Deque<Work> left = new ArrayDeque<>();
        for (Trial trial : trials) {
            for (long seed : seeds) {
                if (!conductor.isRetrained(trial.number(), seed)) {
                    left.add(new Again(trial, seed));
                }
            }
        }
        if (!left.isEmpty()) {
            progress.beginAgain(left.size());
            together(parallel, () -> Optional.ofNullable(left.poll()));
            progress.endAgain();
        }
        return conductor.retrainings();
    }

    /** To what ranks ask. */
    private SweepQuestion.Answers answers() {
        return new SweepQuestion.Answers() {
            @Override
            public Verdict verdict(TrialQuestion question) {
                try {
                    progress.told();
                    return conductor.report(question.trial(), question.budget(), question.measure(), question.seen());
                } catch (RuntimeException | Error e) {
                    // The rank would only hear that nobody answered, and its trial would count as lost.
                    end(e);
                    throw e;
                }
            }

            @Override
            public boolean turn(TurnQuestion question) {
                return turns.answer(question);
            }
        };
    }

    /** Where work comes from; the same thread asks again and again. */
    private interface Source {
        /** Waits for more; empty when there will be none. */
        Optional<Work> next();
    }

    /** A training that waits for its slots. */
    private interface Work {
        Assignment assignment();

        /** Trains, with its slots; whatever is thrown is told to {@link #fail}. */
        void train(TrialRun run) throws InterruptedException;

        /**
         * It has failed.
         *
         * @throws JoyulException what ends the sweep
         */
        void fail(Cost cost, JoyulException failure);

        /** Whether the cluster had room for it before, and so may have again. */
        boolean hadRoom();

        /** The cluster is too small for it, and not for others. */
        void refuse(JoyulException failure);
    }

    /**
     * Begins more work whenever there is some and room for it, until there is none: the room may come later than the work,
     * with an executor, and so may the work, with a promotion.
     */
    private void together(int parallel, Source source) {
        ExecutorService pool = Executors.newCachedThreadPool(runnable -> {
            Thread thread = new Thread(runnable, "trials");
            thread.setDaemon(true);
            return thread;
        });
        try (ProgressPlugin.Subscription answering = ProgressPlugin.answer(answers())) {
            try {
                begin(source, new Semaphore(parallel > 0 ? parallel : Integer.MAX_VALUE), pool);
            } catch (RuntimeException | Error e) {
                end(e);
            }
            pool.shutdown();
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(new JoyulException(ErrorCode.INTERRUPTED, "the sweep was interrupted", e));
        } finally {
            pool.shutdownNow();
        }
        JoyulException end = fatal.get();
        if (end != null) {
            throw end;
        }
    }

    private void begin(Source source, Semaphore places, ExecutorService pool) throws InterruptedException {
        while (true) {
            places.acquire();
            slots.awaitRoom();
            Optional<Work> next = fatal.get() == null ? source.next() : Optional.empty();
            if (next.isEmpty()) {
                return;
            }
            Optional<Claim> claim = claim(next.get());
            if (claim.isEmpty()) {
                places.release();
                continue;
            }
            pool.execute(() -> {
                try {
                    train(next.get(), claim.get());
                } finally {
                    places.release();
                }
            });
        }
    }

    /** Empty when the work has failed already: nobody knows how many slots it needs. */
    private Optional<Claim> claim(Work work) {
        try {
            return Optional.of(slots.claim(bench.training(work.assignment()), work.hadRoom()));
        } catch (JoyulException e) {
            orEnd(() -> work.fail(Cost.none(), e));
            return Optional.empty();
        }
    }

    private void train(Work work, Claim claim) {
        try (claim) {
            Optional<JoyulException> refused = claim.await();
            if (refused.isPresent()) {
                orEnd(() -> work.refuse(refused.get()));
                return;
            }
            TrialRun run = new TrialRun(conductor, work.assignment());
            try {
                work.train(run);
            } catch (JoyulException e) {
                orEnd(() -> work.fail(run.cost(claim.ranks()), e));
            } catch (RuntimeException e) {
                orEnd(() -> work.fail(run.cost(claim.ranks()), RankFailure.ofJob(e)));
            }
        } catch (InterruptedException e) {
            // It waited for slots when the sweep ended: nothing has begun, and why is told by whoever ended it.
            end(e);
        } catch (RuntimeException | Error e) {
            // An error of the driver's JVM is no fault of the trial.
            end(e);
        } finally {
            progress.told();
        }
    }

    private void orEnd(Runnable work) {
        if (fatal.get() != null) {
            // Its job was cancelled with all the others; whoever continues the sweep continues this work.
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            end(e);
        }
    }

    /** The first failure that ends the sweep is told, and nobody gets more work. */
    private void end(Throwable failure) {
        fatal.compareAndSet(
                null,
                failure instanceof JoyulException told
                        ? told
                        : new JoyulException(ErrorCode.INTERNAL, "the sweep failed: " + failure, failure));
        conductor.close();
        slots.close();
        if (!spark.sparkContext().isStopped()) {
            spark.sparkContext().cancelAllJobs();
        }
    }

    private void throwIfFatal(JoyulException failure) {
        if (FATAL.contains(failure.code()) || spark.sparkContext().isStopped()) {
            throw failure;
        }
    }

    private static String told(JoyulException failure) {
        return "[" + failure.code() + "] " + failure.getMessage();
    }

    private TrainingResult train(TrainingTask task) {
        turns.begin(task.stage());
        try (ProgressPlugin.Subscription apart = ProgressPlugin.measureApart(task.stage())) {
            return JobNames.within(
                    spark, task.stage(), task.stage(), () -> TrainingStage.run(spark, task, progress.of(task.stage())));
        } finally {
            turns.end(task.stage());
        }
    }

    /** Of a trial, from its start or from where it paused. */
    private final class Stretch implements Work {
        private final Assignment assignment;
        private boolean trains;
        private volatile boolean committed;

        Stretch(Assignment assignment) {
            this.assignment = assignment;
        }

        @Override
        public Assignment assignment() {
            return assignment;
        }

        @Override
        public void train(TrialRun run) throws InterruptedException {
            TrainingTask task = bench.task(assignment);
            if (assignment.parent() != Assignment.NONE
                    && !TrialCopy.make(storage, conductor, bench, assignment, task)) {
                if (putOff.add(assignment.trial())) {
                    progress.note("trial %d lets others pass until trial %d has written the weights it starts from"
                            .formatted(assignment.trial(), assignment.parent()));
                }
                conductor.putOff(assignment.trial());
                return;
            }
            try (ProgressPlugin.Subscription hearing = ProgressPlugin.subscribe(said -> hear(said, task.stage()))) {
                trains = true;
                run.rest(task, SweepStage.this.train(task));
            }
        }

        private void hear(RankMessage said, String stage) {
            committed = committed
                    || said instanceof RankMessage.Committed && said.stage().equals(stage);
        }

        @Override
        public void fail(Cost cost, JoyulException failure) {
            throwIfFatal(failure);
            int trial = assignment.trial();
            // What all trials have in common was retried by whoever made it.
            if (trains && LOST.contains(failure.code()) && lossesInARow() <= mostLost) {
                progress.note("trial %d lost its slot and waits for another: %s".formatted(trial, told(failure)));
                conductor.lost(trial, cost, told(failure));
            } else {
                end(cost, failure);
            }
        }

        private int lossesInARow() {
            return losses.merge(assignment.trial(), 1, (before, one) -> committed ? one : before + one);
        }

        @Override
        public boolean hadRoom() {
            Trial trial = conductor.trial(assignment.trial());
            return trial.lost() > 0 || trial.budget() > 0;
        }

        @Override
        public void refuse(JoyulException failure) {
            end(Cost.none(), failure);
        }

        private void end(Cost cost, JoyulException failure) {
            progress.note("trial %d failed: %s".formatted(assignment.trial(), told(failure)));
            conductor.failed(assignment.trial(), cost, failure.code().name(), String.valueOf(failure.getMessage()));
        }
    }

    /** One of the best trials with another seed. */
    private final class Again implements Work {
        private final Trial trial;
        private final long seed;

        Again(Trial trial, long seed) {
            this.trial = trial;
            this.seed = seed;
        }

        @Override
        public Assignment assignment() {
            return new Assignment(trial.number(), trial.point(), trial.budget(), Assignment.NONE, 0);
        }

        @Override
        public void train(TrialRun run) {
            TrainingTask task = bench.again(assignment(), seed);
            conductor.retrained(run.retraining(trial, seed, task, SweepStage.this.train(task)));
        }

        @Override
        public void fail(Cost cost, JoyulException failure) {
            throwIfFatal(failure);
            boolean lost = LOST.contains(failure.code());
            progress.note("trial %d with seed %d failed%s: %s"
                    .formatted(
                            trial.number(), seed, lost ? ", and the same command tries it again" : "", told(failure)));
            conductor.retrained(Retraining.failed(trial.number(), seed, cost, told(failure), lost));
        }

        /** Its trial did; but it is no use to wait for what the same command tries again. */
        @Override
        public boolean hadRoom() {
            return false;
        }

        @Override
        public void refuse(JoyulException failure) {
            fail(Cost.none(), failure);
        }
    }
}
