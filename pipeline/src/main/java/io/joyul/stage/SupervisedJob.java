package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.train.TrainingResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;

/**
 * One attempt at a training stage, as a barrier job that is watched: it is cancelled when a rank hangs, and when it may
 * go on with more ranks.
 */
final class SupervisedJob implements RankMessage.Listener {
    private static final long LOOK_MILLIS = 250;
    private static final int START_SECONDS = 60;
    /** For the word of the rank that failed, when the job's own failure is only what that did to another. */
    private static final long LAST_WORDS_MILLIS = 500;

    private final SparkSession spark;
    private final TrainingTask task;
    private final Attempt attempt;
    private final Progress progress;
    private final Watchdog watchdog;
    private final CompletableFuture<JoyulException> cause = new CompletableFuture<>();
    private volatile @Nullable JoyulException verdict;
    private volatile boolean regroups;
    private final AtomicInteger commits = new AtomicInteger();
    private volatile double done;

    SupervisedJob(SparkSession spark, TrainingTask task, Attempt attempt, Progress progress) {
        this.spark = spark;
        this.task = task;
        this.attempt = attempt;
        this.progress = progress;
        this.watchdog = new Watchdog(
                attempt.ranks(),
                task.training().failures(),
                task.training().scheduleTimeoutSeconds() + START_SECONDS,
                System.nanoTime());
    }

    /**
     * Runs to the end.
     *
     * @return empty when the job was ended in order to go on with more ranks
     * @throws JoyulException why the attempt failed
     */
    Optional<TrainingResult> run() {
        String group = tag();
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> looking =
                looks.scheduleAtFixedRate(() -> look(group), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        try (ProgressPlugin.Subscription hearing = ProgressPlugin.subscribe(this::hear)) {
            // A tag and not a group: whoever runs the ranks may want a group of its own.
            spark.sparkContext().addJobTag(group);
            spark.sparkContext().setInterruptOnCancel(true);
            JobNames.part(
                    spark,
                    task.stage(),
                    attempt.ranks() + " ranks, attempt " + attempt.generation().number());
            RankLife life = new RankLife(task, attempt, RankCounters.register(spark.sparkContext(), task.stage()));
            return Optional.of(RankRunner.find(task.training().collective().label())
                    .map(runner -> runner.run(spark, life))
                    .orElseGet(() -> barrier(life)));
        } catch (Exception e) {
            if (regroups) {
                return Optional.empty();
            }
            throw explain(e);
        } finally {
            spark.sparkContext().removeJobTag(group);
            spark.sparkContext().setInterruptOnCancel(false);
            looking.cancel(false);
            looks.shutdown();
        }
    }

    private String tag() {
        return "joyul-" + task.stage() + "-" + attempt.generation().number();
    }

    /** Checkpoints that this attempt has added. */
    int commits() {
        return commits.get();
    }

    private TrainingResult barrier(RankLife life) {
        RDD<Integer> numbers = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, attempt.ranks()).boxed().toList(), attempt.ranks())
                .rdd();
        ClassTag<TrainingResult> type = ClassTag.apply(TrainingResult.class);
        RDD<Integer> placed = RankDevice.withGpus(numbers, task.training());
        RDD<TrainingResult> results = placed.barrier().mapPartitions(new RankFunction(life), false, type);
        List<TrainingResult> collected = results.toJavaRDD().collect();
        if (collected.size() != 1) {
            throw new IllegalStateException("one leader should have answered, " + collected.size() + " did");
        }
        return collected.get(0);
    }

    /**
     * What a failed job means. A rank that fails takes its group down, so the others' failures are only echoes, and Spark
     * reports any one of them; the first that names a cause of its own is told.
     */
    private JoyulException explain(Exception failure) {
        JoyulException found = verdict;
        if (found != null) {
            return found;
        }
        JoyulException reported = RankFailure.ofJob(failure);
        if (reported.code() != ErrorCode.RANK_LOST || !ProgressPlugin.isLoaded()) {
            return reported;
        }
        try {
            return cause.get(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException nobodySaidMore) {
            return reported;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reported;
        }
    }

    private void look(String group) {
        // Where no rank can be heard, silence says nothing.
        if (verdict != null || regroups || !ProgressPlugin.isLoaded()) {
            return;
        }
        watchdog.look(System.nanoTime()).ifPresent(finding -> {
            verdict = new JoyulException(ErrorCode.RANK_HUNG, finding.what());
            if (!finding.executor().isEmpty() && !spark.sparkContext().isLocal()) {
                // A process that hangs would keep its slot; a new one takes its place. Before the job ends: whoever
                // counts slots then must not count this one.
                spark.sparkContext().killAndReplaceExecutor(finding.executor());
            }
            spark.sparkContext().cancelJobsWithTag(group);
        });
    }

    private void hear(RankMessage message) {
        if (message.stage().equals(task.stage())) {
            message.tell(this);
        }
    }

    private boolean isOurs(int generation) {
        return generation == attempt.generation().number();
    }

    @Override
    public void progress(RankMessage.Progressed message) {
        done = message.done();
        progress.update(message.done(), message.detail());
    }

    @Override
    public void curve(RankMessage.Curve message) {
        progress.curve(message.stage(), message.entries());
    }

    @Override
    public void note(RankMessage.Note message) {
        progress.note(message.line());
    }

    @Override
    public void beat(RankMessage.Beat message) {
        if (isOurs(message.generation())) {
            watchdog.hear(message, System.nanoTime());
        }
    }

    @Override
    public void left(RankMessage.Left message) {
        if (isOurs(message.generation())) {
            watchdog.leave(message.rank());
        }
    }

    /** Right after a checkpoint nothing is lost by starting again, so that is when a stage takes in more ranks. */
    @Override
    public void committed(RankMessage.Committed message) {
        if (!isOurs(message.generation())) {
            return;
        }
        commits.incrementAndGet();
        boolean wantsMore = attempt.ranks() < task.training().ranks() && done < 1 && verdict == null;
        if (wantsMore && task.training().ranksOn(ClusterSlots.now(spark, task.training())) > attempt.ranks()) {
            regroups = true;
            spark.sparkContext().cancelJobsWithTag(tag());
        }
    }

    @Override
    public void failed(RankMessage.Failed message) {
        if (isOurs(message.generation()) && message.code() != ErrorCode.RANK_LOST) {
            cause.complete(new JoyulException(message.code(), message.message()));
        }
    }
}
