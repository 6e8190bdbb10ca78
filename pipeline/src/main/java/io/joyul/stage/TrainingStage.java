package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag;

/** Trains over a barrier stage, one rank a task, and starts it again from the last checkpoint when a rank is lost. */
public final class TrainingStage {
    private TrainingStage() {}

    /**
     * Waits until as many tasks as ranks can run at once; {@link #run} does so too, this is for those who want to know
     * earlier.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when that is not so within the timeout
     */
    public static void requireSlots(SparkSession spark, TrainingConfig training) {
        ClusterSlots.await(spark, training.ranks(), training.scheduleTimeoutSeconds());
    }

    /**
     * Trains on as many ranks as the run file says, again from the last checkpoint when one is lost.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when the cluster has not enough slots, {@code RANK_LOST} when
     *     ranks were lost more often than {@code training.retries} allows, or whatever a rank failed with
     */
    public static TrainingResult run(SparkSession spark, TrainingTask task, Progress progress) {
        progress.begin(
                task.stage(),
                task.course().epochs() + " epochs on " + task.training().ranks() + " ranks, global batch "
                        + task.training().globalBatch());
        requireSlots(spark, task.training());
        try (ProgressPlugin.Subscription hearing = ProgressPlugin.subscribe(report -> {
            if (report.stage().equals(task.stage())) {
                progress.update(report.done(), report.detail());
            }
        })) {
            Storage storage = Storage.of(task.hadoop());
            StepProfiles.clear(storage, task);
            TrainingResult result = runWithRetries(spark, task, progress);
            StepProfiles.tell(storage, task, progress);
            earlyEnd(task.course(), result.history()).ifPresent(progress::note);
            progress.end("%d steps, %,.0f tokens/s, %.1f %% of it waiting for data, loss %s"
                    .formatted(
                            result.globalStep(),
                            result.history().tokensPerSecond(),
                            100 * result.history().waitingShare(),
                            lastLoss(result)));
            return result;
        }
    }

    /** Why a stage has ended before its last epoch; empty for one that has not. */
    private static Optional<String> earlyEnd(Course course, TrainingHistory history) {
        EarlyStopping stopping = course.stopping();
        int epochs = history.epochs().size();
        if (!stopping.isOver(history.epochs()) || epochs >= course.epochs()) {
            return Optional.empty();
        }
        return Optional.of(
                "ended early, after epoch %d of %d: the %s was best in epoch %s and not better by more than %s since"
                        .formatted(
                                epochs,
                                course.epochs(),
                                stopping.metric().title(),
                                stopping.best(history.epochs())
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

    private static TrainingResult runWithRetries(SparkSession spark, TrainingTask task, Progress progress) {
        for (int attempt = 0; ; attempt++) {
            try {
                return runOnce(spark, task);
            } catch (Exception e) {
                JoyulException failure = explain(e);
                if (failure.code() != ErrorCode.RANK_LOST
                        || attempt >= task.training().retries()) {
                    throw failure;
                }
                progress.note("%s: a rank was lost (%s); going on from the last checkpoint, attempt %d of %d"
                        .formatted(
                                task.stage(),
                                failure.getMessage(),
                                attempt + 2,
                                task.training().retries() + 1));
                requireSlots(spark, task.training());
            }
        }
    }

    private static TrainingResult runOnce(SparkSession spark, TrainingTask task) {
        return RankRunner.find(task.training().collective().label())
                .map(runner -> runner.run(spark, task))
                .orElseGet(() -> runBarrier(spark, task));
    }

    private static TrainingResult runBarrier(SparkSession spark, TrainingTask task) {
        int ranks = task.training().ranks();
        RDD<Integer> numbers = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, ranks).boxed().toList(), ranks)
                .rdd();
        ClassTag<TrainingResult> type = ClassTag.apply(TrainingResult.class);
        RDD<TrainingResult> results = numbers.barrier().mapPartitions(new RankFunction(task), false, type);
        List<TrainingResult> collected = results.toJavaRDD().collect();
        if (collected.size() != 1) {
            throw new IllegalStateException("one leader should have answered, " + collected.size() + " did");
        }
        return collected.get(0);
    }

    /**
     * What a failed barrier job means. A rank that fails takes its group down, so the others' exceptions are only
     * echoes; Spark reports one of them. A failure with a cause of its own is told as such, any other is a lost rank.
     */
    private static JoyulException explain(Exception e) {
        JoyulException named = JoyulException.findIn(e);
        if (named != null) {
            return named;
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("SPARK-24819") || message.contains("requires more slots")) {
            return new JoyulException(ErrorCode.RANKS_NOT_SCHEDULABLE, firstLine(message), e);
        }
        if (e instanceof SparkException) {
            return new JoyulException(ErrorCode.RANK_LOST, firstLine(message), e);
        }
        return new JoyulException(ErrorCode.INTERNAL, firstLine(message), e);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
