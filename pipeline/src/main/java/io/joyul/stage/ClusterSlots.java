package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** How many ranks a cluster has room for; waits for it, and says so when there is too little. */
final class ClusterSlots {
    private static final long POLL_MILLISECONDS = 250;

    private ClusterSlots() {}

    /** Ranks that can run at once, with what each needs beside a core. */
    static int now(SparkSession spark, TrainingConfig training) {
        SparkContext context = spark.sparkContext();
        return context.maxNumConcurrentTasks(RankDevice.profile(context, training));
    }

    /**
     * Waits for room for all ranks; where fewer will do, not for ever.
     *
     * @param patienceSeconds after which the fewest ranks that the run file allows are enough
     * @return ranks to start, from {@code min-ranks} to {@code ranks}; a power of two where the run is deterministic
     * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when there is too little room in time
     */
    static int await(SparkSession spark, TrainingConfig training, int patienceSeconds) {
        SparkContext context = spark.sparkContext();
        long began = System.nanoTime();
        long deadline = began + seconds(training.scheduleTimeoutSeconds());
        long patience = Math.min(deadline, began + seconds(patienceSeconds));
        int slots = now(spark, training);
        // A local master's slots are all there from the start.
        while (!context.isLocal()
                && slots < training.ranks()
                && System.nanoTime() < (training.ranksOn(slots) >= training.fewestRanks() ? patience : deadline)) {
            sleep();
            slots = now(spark, training);
        }
        int ranks = training.ranksOn(slots);
        if (ranks < training.fewestRanks()) {
            boolean fewer = training.fewestRanks() < training.ranks();
            throw new JoyulException(
                    ErrorCode.RANKS_NOT_SCHEDULABLE,
                    "training." + (fewer ? "min-ranks" : "ranks") + " is " + training.fewestRanks() + ", and "
                            + context.master() + " has " + slots + " free slots"
                            + (context.isLocal() ? "" : " after " + training.scheduleTimeoutSeconds() + " s")
                            + (ranks < slots ? ", of which training.deterministic can take " + ranks : "")
                            + "; give it more cores or executors, or lower training.ranks");
        }
        return ranks;
    }

    private static long seconds(int seconds) {
        return seconds * 1_000_000_000L;
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JoyulException(ErrorCode.RANKS_NOT_SCHEDULABLE, "interrupted while waiting for slots", e);
        }
    }
}
