package io.joyul.stage;

import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.Generation;
import io.joyul.collective.Credentials;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.PeakMemory;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Trains over a barrier stage, one rank a task, and starts it again from the last checkpoint when a rank is lost: with as
 * many ranks as the cluster then has, within what the run file allows.
 */
public final class TrainingStage {
    /** Failures of a machine or a process, after which the same stage may well pass. */
    private static final Set<ErrorCode> RETRIED =
            Set.of(ErrorCode.RANK_LOST, ErrorCode.RANK_HUNG, ErrorCode.RANK_OUT_OF_MEMORY);

    private final SparkSession spark;
    private final TrainingTask task;
    private final Progress progress;
    private final Storage storage;

    private TrainingStage(SparkSession spark, TrainingTask task, Progress progress) {
        this.spark = spark;
        this.task = task;
        this.progress = progress;
        this.storage = Storage.of(task.hadoop());
    }

    /**
     * Waits until as many tasks as ranks can run at once; {@link #run} does so too, this is for those who want to know
     * earlier.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when that is not so within the timeout, {@code CONFIG_INVALID}
     *     when ranks would say in clear text what Spark is told to protect
     */
    public static void requireSlots(SparkSession spark, TrainingConfig training) {
        WireSafety.choose(spark.sparkContext().getConf(), training);
        ClusterSlots.await(spark, training, training.scheduleTimeoutSeconds());
    }

    /**
     * Trains on as many ranks as the run file says, again from the last checkpoint when one is lost.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when the cluster has not enough slots; {@code RANK_LOST},
     *     {@code RANK_HUNG} or {@code RANK_OUT_OF_MEMORY} when that happened more often than {@code training.retries}
     *     allows without a new checkpoint in between; or whatever a rank failed with
     */
    public static TrainingResult run(SparkSession spark, TrainingTask task, Progress progress) {
        return new TrainingStage(spark, task, progress).run();
    }

    private TrainingResult run() {
        TrainingConfig training = task.training();
        int ranks = ClusterSlots.await(spark, training, training.scheduleTimeoutSeconds());
        progress.begin(
                task.stage(),
                task.course().epochs() + " epochs on " + ranks + " ranks, global batch " + training.globalBatch());
        StepProfiles.clear(storage, task);
        TrainingResult result = attempts(ranks);
        StepProfiles.tell(storage, task, progress);
        earlyEnd(result.history()).ifPresent(progress::note);
        progress.end("%d steps, %,.0f tokens/s, %.1f %% of it waiting for data, loss %s, memory %s"
                .formatted(
                        result.globalStep(),
                        result.history().tokensPerSecond(),
                        100 * result.history().waitingShare(),
                        lastLoss(result),
                        PeakMemory.text(result.memory())));
        return result;
    }

    /** Each attempt has a secret of its own: a rank of an earlier one that still lives is let in nowhere. */
    private Attempt attempt(Generation generation, int ranks, String resumeFrom) {
        return new Attempt(
                generation,
                ranks,
                resumeFrom,
                Credentials.make(WireSafety.choose(spark.sparkContext().getConf(), task.training())));
    }

    private TrainingResult attempts(int firstRanks) {
        Generation generation = Generation.begin(storage, task.checkpoints());
        String resumeFrom = newestCheckpoint();
        int ranks = firstRanks;
        int failures = 0;
        while (true) {
            SupervisedJob job = new SupervisedJob(spark, task, attempt(generation, ranks, resumeFrom), progress);
            try {
                Optional<TrainingResult> result = job.run();
                if (result.isPresent()) {
                    generation.end(storage, task.checkpoints());
                    return result.get();
                }
            } catch (JoyulException failure) {
                failures = job.commits() > 0 ? 1 : failures + 1;
                boolean again = RETRIED.contains(failure.code())
                        && failures <= task.training().retries()
                        && !spark.sparkContext().isStopped();
                if (again) {
                    progress.note("%s: attempt %d failed: [%s] %s"
                            .formatted(task.stage(), generation.number(), failure.code(), failure.getMessage()));
                }
                // Before it gives up, too: who runs the stage once more, as a sweep does, goes on with the half.
                if (failure.code() == ErrorCode.RANK_OUT_OF_MEMORY) {
                    new KeptMicroBatch(storage, task)
                            .halve()
                            .ifPresent(line -> progress.note(task.stage() + ": " + line));
                }
                if (!again) {
                    throw failure;
                }
            }
            // The ranks that were lost add no checkpoint from here on. The newest is read while others come up for
            // them.
            generation = Generation.begin(storage, task.checkpoints());
            resumeFrom = newestCheckpoint();
            ranks = ClusterSlots.await(
                    spark, task.training(), task.training().failures().waitForRanksSeconds());
            progress.note("%s: going on from the last checkpoint with %d of %d ranks, attempt %d"
                    .formatted(task.stage(), ranks, task.training().ranks(), generation.number()));
        }
    }

    private String newestCheckpoint() {
        CheckpointReader.Found found = new CheckpointReader(storage).newest(task.checkpoints(), task.fingerprint());
        found.notes().forEach(note -> progress.note(task.stage() + ": " + note));
        return found.path().orElse(Attempt.FROM_THE_START);
    }

    /** Why a stage has ended before its last epoch; empty for one that has not. */
    private Optional<String> earlyEnd(TrainingHistory history) {
        Course course = task.course();
        EarlyStopping stopping = course.stopping();
        List<TrainingHistory.Epoch> own = task.observation().guidance().own(history.epochs());
        int epochs = history.epochs().size();
        if (!stopping.isOver(own) || epochs >= course.epochs()) {
            return Optional.empty();
        }
        return Optional.of(
                "ended early, after epoch %d of %d: the %s was best in epoch %s and not better by more than %s since"
                        .formatted(
                                epochs,
                                course.epochs(),
                                stopping.metric().title(),
                                stopping.best(own)
                                        .map(best -> Integer.toString(best.epoch()))
                                        .orElse("0"),
                                stopping.minDelta()));
    }

    private static String lastLoss(TrainingResult result) {
        List<TrainingHistory.Point> points = result.history().points();
        return points.isEmpty()
                ? "none"
                : "%.4f".formatted(points.get(points.size() - 1).loss());
    }
}
