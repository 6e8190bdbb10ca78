package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import org.apache.spark.sql.SparkSession;

/**
 * The slots of a cluster, shared by trials: a trial starts only when its ranks have room beside those of the others, so
 * that none waits inside Spark, where it could not be told from one that hangs. Executors that come later are used too.
 */
final class SweepSlots {
    private static final long POLL_MILLIS = 250;
    private static final long NANOS = 1_000_000_000L;

    private final SparkSession spark;
    private int taken;

    SweepSlots(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Waits for room for a trial's ranks.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when nobody is at work and there is still too little, for longer
     *     than the run file allows
     */
    synchronized void take(TrainingConfig training) throws InterruptedException {
        long deadline = System.nanoTime() + training.scheduleTimeoutSeconds() * NANOS;
        int slots = ClusterSlots.now(spark);
        while (taken > 0 ? slots - taken < training.ranks() : slots < training.ranks()) {
            if (taken == 0 && System.nanoTime() > deadline) {
                throw new JoyulException(
                        ErrorCode.RANKS_NOT_SCHEDULABLE,
                        "a trial needs " + training.ranks() + " slots, and "
                                + spark.sparkContext().master() + " has " + slots + " after "
                                + training.scheduleTimeoutSeconds()
                                + " s; give it more cores or executors, or lower training.ranks; then run the same"
                                + " command again");
            }
            if (taken > 0) {
                deadline = System.nanoTime() + training.scheduleTimeoutSeconds() * NANOS;
            }
            wait(POLL_MILLIS);
            slots = ClusterSlots.now(spark);
        }
        taken += training.ranks();
    }

    synchronized void give(TrainingConfig training) {
        taken -= training.ranks();
        notifyAll();
    }
}
