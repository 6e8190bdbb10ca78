package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Verdict;
import io.joyul.train.TrainingResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the trials of a sweep side by side. Each is a training stage of its own, with as many ranks as its run file says,
 * over the shards that they have in common; as many run at once as there is room for. A trial whose executor is lost goes
 * back to the queue; one that fails is a failed trial; only what would fail them all, such as a full disk, ends the sweep,
 * which the same command then continues.
 */
public final class SweepStage {
    /** Failures of a machine or a process: the trial may well pass elsewhere. */
    private static final Set<ErrorCode> LOST =
            EnumSet.of(ErrorCode.RANK_LOST, ErrorCode.RANK_HUNG, ErrorCode.RANKS_NOT_SCHEDULABLE);

    /** Failures that no other trial would be spared. */
    private static final Set<ErrorCode> FATAL =
            EnumSet.of(ErrorCode.STORAGE_FULL, ErrorCode.NATIVE_UNAVAILABLE, ErrorCode.RANK_FENCED);

    private final SparkSession spark;
    private final Storage storage;
    private final Conductor conductor;
    private final TrialBench bench;
    private final SweepProgress progress;
    private final SweepSlots slots;
    private final ActivationTurns turns = new ActivationTurns();
    private final int mostLost;
    private final AtomicReference<JoyulException> fatal = new AtomicReference<>();

    /**
     * @param mostLost times that a trial may lose its slot before it counts as failed
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
        this.slots = new SweepSlots(spark);
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
        int threads = parallel > 0 ? parallel : Math.max(1, ClusterSlots.now(spark));
        together(threads, this::work);
        progress.end();
        return conductor.trials();
    }

    /** To what ranks ask. */
    private SweepQuestion.Answers answers() {
        return new SweepQuestion.Answers() {
            @Override
            public Verdict verdict(TrialQuestion question) {
                progress.told();
                return conductor.report(question.trial(), question.budget(), question.measure());
            }

            @Override
            public boolean turn(TurnQuestion question) {
                return turns.answer(question);
            }
        };
    }

    private TrainingResult train(TrainingTask task) {
        try {
            return TrainingStage.run(spark, task, progress.of(task.stage()));
        } finally {
            turns.end(task.stage());
        }
    }

    /** The task of each of some threads. */
    private interface Task {
        void run() throws InterruptedException;
    }

    private void together(int threads, Task task) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, runnable -> {
            Thread thread = new Thread(runnable, "trials");
            thread.setDaemon(true);
            return thread;
        });
        try (ProgressPlugin.Subscription answering = ProgressPlugin.answer(answers())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    task.run();
                    return null;
                }));
            }
            pool.shutdown();
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            JoyulException named = JoyulException.findIn(e);
            throw named != null
                    ? named
                    : new JoyulException(ErrorCode.INTERNAL, "the sweep failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JoyulException(ErrorCode.INTERNAL, "the sweep was interrupted", e);
        } finally {
            pool.shutdownNow();
        }
        JoyulException end = fatal.get();
        if (end != null) {
            throw end;
        }
    }

    private void work() throws InterruptedException {
        for (Optional<Assignment> work = conductor.take(); work.isPresent(); work = conductor.take()) {
            try {
                train(work.get());
            } catch (JoyulException e) {
                end(e);
            } catch (RuntimeException e) {
                end(new JoyulException(ErrorCode.INTERNAL, "the sweep failed: " + e, e));
            }
        }
    }

    /** The first failure that ends the sweep is told, and nobody gets more work. */
    private void end(JoyulException failure) {
        fatal.compareAndSet(null, failure);
        conductor.close();
        spark.sparkContext().cancelAllJobs();
    }

    private void train(Assignment assignment) throws InterruptedException {
        TrainingConfig training;
        try {
            training = bench.training(assignment);
        } catch (JoyulException e) {
            fail(assignment, Cost.none(), e);
            return;
        }
        slots.take(training);
        TrialRun run = new TrialRun(conductor, assignment);
        try {
            TrainingTask task = bench.task(assignment);
            if (assignment.parent() != Assignment.NONE) {
                TrialCopy.make(storage, conductor, bench, assignment, task);
            }
            run.rest(task, train(task));
        } catch (JoyulException e) {
            fail(assignment, run.cost(training.ranks()), e);
        } catch (RuntimeException e) {
            fail(assignment, run.cost(training.ranks()), RankFailure.ofJob(e));
        } finally {
            slots.give(training);
            progress.told();
        }
    }

    private void fail(Assignment assignment, Cost cost, JoyulException failure) {
        if (fatal.get() != null) {
            // Its job was cancelled with all the others; whoever continues the sweep continues this trial.
            return;
        }
        if (FATAL.contains(failure.code()) || spark.sparkContext().isStopped()) {
            throw failure;
        }
        int trial = assignment.trial();
        String told = told(failure);
        if (LOST.contains(failure.code()) && conductor.trial(trial).lost() < mostLost) {
            progress.note("trial %d lost its slot and waits for another: %s".formatted(trial, told));
            conductor.lost(trial, cost, told);
        } else {
            progress.note("trial %d failed: %s".formatted(trial, told));
            conductor.failed(trial, cost, failure.code().name(), String.valueOf(failure.getMessage()));
        }
    }

    /**
     * Trains trials once more with other seeds, as many at once as there is room for; what was done is not done again, and
     * what failed only where a machine was to blame. One that fails leaves the others alone.
     */
    public List<Retraining> again(List<Trial> trials, List<Long> seeds, int parallel) {
        List<Runnable> left = new ArrayList<>();
        for (Trial trial : trials) {
            for (long seed : seeds) {
                if (!conductor.isRetrained(trial.number(), seed)) {
                    left.add(() -> again(trial, seed));
                }
            }
        }
        if (!left.isEmpty()) {
            progress.beginAgain(left.size());
            Queue<Runnable> queue = new ConcurrentLinkedQueue<>(left);
            int threads = Math.min(left.size(), parallel > 0 ? parallel : Math.max(1, ClusterSlots.now(spark)));
            together(threads, () -> {
                for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
                    next.run();
                }
            });
            progress.endAgain();
        }
        return conductor.retrainings();
    }

    private void again(Trial trial, long seed) {
        Assignment assignment = new Assignment(trial.number(), trial.point(), trial.budget(), Assignment.NONE, 0);
        TrainingConfig training = bench.training(assignment);
        try {
            slots.take(training);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        TrialRun run = new TrialRun(conductor, assignment);
        try {
            TrainingTask task = bench.again(assignment, seed);
            TrainingResult result = train(task);
            conductor.retrained(run.retraining(seed, task, result));
        } catch (JoyulException e) {
            failAgain(trial, seed, run.cost(training.ranks()), e);
        } catch (RuntimeException e) {
            failAgain(trial, seed, run.cost(training.ranks()), RankFailure.ofJob(e));
        } finally {
            slots.give(training);
        }
    }

    private void failAgain(Trial trial, long seed, Cost cost, JoyulException failure) {
        if (FATAL.contains(failure.code()) || spark.sparkContext().isStopped()) {
            throw failure;
        }
        boolean lost = LOST.contains(failure.code());
        String told = told(failure);
        progress.note("trial %d with seed %d failed%s: %s"
                .formatted(trial.number(), seed, lost ? ", and the same command tries it again" : "", told));
        conductor.retrained(Retraining.failed(trial.number(), seed, cost, told, lost));
    }

    private static String told(JoyulException failure) {
        return "[" + failure.code() + "] " + failure.getMessage();
    }
}
