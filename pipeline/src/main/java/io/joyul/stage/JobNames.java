package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Says in Spark's UI, event log and REST API which of our stages a job or a stage of Spark's belongs to. */
public final class JobNames {
    private JobNames() {}

    /**
     * Runs a stage of ours: its jobs are a group, under the name {@code RUN: STAGE}.
     *
     * @throws JoyulException {@code INTERRUPTED} when Spark is ended under it
     */
    public static <R> R during(SparkSession spark, String run, String stage, Supplier<R> work) {
        return within(spark, stage, run + ": " + stage, work);
    }

    /** What a stage came to under which Spark was ended, whatever it has to say of that itself. */
    private static JoyulException interrupted(String stage, Exception failure) {
        return new JoyulException(
                ErrorCode.INTERRUPTED,
                "%s: Spark's application was ended from outside before the stage was (%s); the same command goes on from what is done"
                        .formatted(stage, RankFailure.ofJob(failure).getMessage()),
                failure);
    }

    /** The same for a stage beside which others are at work, each in a thread of its own. */
    static <R> R within(SparkSession spark, String stage, String description, Supplier<R> work) {
        SparkContext context = spark.sparkContext();
        context.setJobGroup("joyul-" + stage, description, false);
        context.setCallSite(stage);
        try {
            return work.get();
        } catch (Exception failure) {
            if (context.isStopped()) {
                throw interrupted(stage, failure);
            }
            throw failure;
        } finally {
            context.clearCallSite();
            context.clearJobGroup();
        }
    }

    /** A part of the stage at work; what Spark does from now on is called {@code STAGE: PART}. */
    static void part(SparkSession spark, String stage, String part) {
        spark.sparkContext().setJobDescription(stage + ": " + part);
        spark.sparkContext().setCallSite(stage + ": " + part);
    }
}
