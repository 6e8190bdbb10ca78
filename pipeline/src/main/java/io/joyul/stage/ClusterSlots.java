package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;

/** Waits for a cluster to have as many slots as a stage has ranks, and says so when it does not. */
final class ClusterSlots {
    private static final long POLL_MILLISECONDS = 250;

    private ClusterSlots() {}

    /**
     * Returns when {@code ranks} tasks can run at once.
     *
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when that is not so in time
     */
    static void await(SparkSession spark, int ranks, int timeoutSeconds) {
        SparkContext context = spark.sparkContext();
        ResourceProfile profile = context.resourceProfileManager().defaultResourceProfile();
        long deadline = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        int slots = context.maxNumConcurrentTasks(profile);
        // A local master's slots are all there from the start.
        while (slots < ranks && !context.isLocal() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(POLL_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JoyulException(ErrorCode.RANKS_NOT_SCHEDULABLE, "interrupted while waiting for slots", e);
            }
            slots = context.maxNumConcurrentTasks(profile);
        }
        if (slots < ranks) {
            throw new JoyulException(
                    ErrorCode.RANKS_NOT_SCHEDULABLE,
                    "training.ranks is " + ranks + ", and " + context.master() + " has " + slots
                            + " free slots" + (context.isLocal() ? "" : " after " + timeoutSeconds + " s")
                            + "; give it more cores or executors, or lower training.ranks");
        }
    }
}
