package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * The slots of a cluster, shared by trials: a trial starts only when its ranks have room beside those of the others, so
 * that none waits inside Spark, where it could not be told from one that hangs. Executors that come later are used too.
 */
final class SweepSlots {
    private static final long POLL_MILLIS = 250;
    private static final long NANOS = 1_000_000_000L;

    private final SparkSession spark;
    private final int fewest;
    /** Of the trials that have slots, and of those that wait for them. */
    private final Set<Claim> claims = new LinkedHashSet<>();
    /** Since when the cluster has had too few slots for so many ranks: waited for once, and not by each trial anew. */
    private final Map<Integer, Long> shortages = new HashMap<>();

    /** When the last trial gave its slots back, while no other has any. */
    private long idleSince = System.nanoTime();

    private boolean closed;

    /**
     * @param fewest ranks that any trial needs
     */
    SweepSlots(SparkSession spark, int fewest) {
        this.spark = spark;
        this.fewest = fewest;
    }

    /** Waits until one more trial would find room; not for the first one, which waits for its own. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!closed && !claims.isEmpty() && !hasRoom()) {
            wait(POLL_MILLIS);
        }
    }

    private boolean hasRoom() {
        int slots = look(claims.iterator().next().training);
        // Who needs more than there is holds up the others no more than a trial of one rank would.
        int wanted = claims.stream()
                .mapToInt(claim -> claim.held || claim.ranks() <= slots ? claim.ranks() : 1)
                .sum();
        return slots > wanted;
    }

    private int look(TrainingConfig training) {
        int slots = ClusterSlots.now(spark, training);
        shortages.keySet().removeIf(ranks -> ranks <= slots);
        if (slots < training.ranks()) {
            shortages.putIfAbsent(training.ranks(), System.nanoTime());
        }
        return slots;
    }

    /**
     * A trial is begun, and counts from now on.
     *
     * @param hadRoom whether there was room for it before: such a trial waits for the cluster to grow again as long as
     *     others are at work, and then ends the sweep, to be continued on a larger one
     */
    synchronized Claim claim(TrainingConfig training, boolean hadRoom) {
        Claim claim = new Claim(training, hadRoom);
        claims.add(claim);
        return claim;
    }

    /** Nobody gets slots any more, and who waits is interrupted. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized Optional<JoyulException> await(Claim claim) throws InterruptedException {
        while (!closed) {
            int slots = look(claim.training);
            int taken = claims.stream()
                    .filter(other -> other.held)
                    .mapToInt(Claim::ranks)
                    .sum();
            if (slots - taken >= claim.ranks()) {
                claim.held = true;
                return Optional.empty();
            }
            long patience = patience(claim.training);
            boolean tooLong = waited(claim) >= patience;
            if (tooLong && slots >= fewest && !claim.hadRoom) {
                return Optional.of(tooFew(claim, slots, "lower training.ranks in the space"));
            }
            // Others may be about to begin, where there is room for any.
            boolean nobodyElse =
                    taken == 0 && (slots < fewest || System.nanoTime() - idleSince >= Math.max(patience, NANOS));
            if (tooLong && nobodyElse) {
                throw tooFew(claim, slots, "lower training.ranks; then run the same command again");
            }
            wait(POLL_MILLIS);
        }
        throw new InterruptedException("the sweep has ended");
    }

    private long waited(Claim claim) {
        Long since = shortages.get(claim.ranks());
        return since == null ? -1 : System.nanoTime() - since;
    }

    /** A local master's slots are all there from the start. */
    private long patience(TrainingConfig training) {
        return spark.sparkContext().isLocal() ? 0 : training.scheduleTimeoutSeconds() * NANOS;
    }

    private JoyulException tooFew(Claim claim, int slots, String remedy) {
        String after = spark.sparkContext().isLocal() ? "" : " after " + claim.training.scheduleTimeoutSeconds() + " s";
        return new JoyulException(
                ErrorCode.RANKS_NOT_SCHEDULABLE,
                "a trial needs " + claim.ranks() + " slots, and "
                        + spark.sparkContext().master() + " has " + slots + after
                        + "; give it more cores or executors, or " + remedy);
    }

    private synchronized void give(Claim claim) {
        claims.remove(claim);
        idleSince = System.nanoTime();
        notifyAll();
    }

    /** What one trial has of the slots, or waits for. */
    final class Claim implements AutoCloseable {
        private final TrainingConfig training;
        private final boolean hadRoom;
        private boolean held;

        private Claim(TrainingConfig training, boolean hadRoom) {
            this.training = training;
            this.hadRoom = hadRoom;
        }

        int ranks() {
            return training.ranks();
        }

        /**
         * Waits for room for all ranks.
         *
         * @return why there is none for this trial, though there is for others; empty when it has its slots
         * @throws JoyulException {@code RANKS_NOT_SCHEDULABLE} when there is none for any trial, for longer than the run
         *     file allows
         */
        Optional<JoyulException> await() throws InterruptedException {
            return SweepSlots.this.await(this);
        }

        @Override
        public void close() {
            give(this);
        }
    }
}
