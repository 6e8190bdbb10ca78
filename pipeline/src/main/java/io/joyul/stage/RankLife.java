package io.joyul.stage;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.error.JoyulException;
import io.joyul.train.TrainingResult;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;

/**
 * What each rank of one attempt does from its start to its end, whichever way Spark runs it: it beats for the driver,
 * trains, and says what it dies of. It travels to the executors.
 */
public final class RankLife implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BEATS_IN_SILENCE = 6;
    private static final long SLOWEST_BEAT_MILLIS = 1000;

    private final TrainingTask task;
    private final Attempt attempt;
    private final RankCounters counters;

    RankLife(TrainingTask task, Attempt attempt, RankCounters counters) {
        this.task = task;
        this.attempt = attempt;
        this.counters = counters;
    }

    /** Ranks of this attempt. */
    public int ranks() {
        return attempt.ranks();
    }

    /**
     * Lives on the calling thread.
     *
     * @param host under which the other ranks reach this one
     * @param killed whether the rank was told to end, so that its failure is nobody's fault
     * @throws JoyulException that names the rank where it is to blame
     */
    public TrainingResult live(World world, String host, Rendezvous rendezvous, BooleanSupplier killed) {
        Heartbeat.Identity identity =
                new Heartbeat.Identity(world.rank(), host, SparkEnv.get().executorId());
        RankDevice device =
                RankDevice.here(world.rank(), task.training(), SparkEnv.get().conf());
        try (Heartbeat heartbeat = Heartbeat.start(task.stage(), attempt, identity, beat())) {
            return new RankTask(task, world, attempt, device, heartbeat, counters)
                    .run(host, new GenerationRendezvous(attempt.generation(), rendezvous), killed, failure -> {
                        if (!killed.getAsBoolean()) {
                            lastWords(identity, failure);
                        }
                    });
        } catch (RuntimeException | Error e) {
            // A killed task ends as Spark knows it; an Error would end the whole executor.
            if (killed.getAsBoolean()) {
                throw e;
            }
            throw RankFailure.of(e, identity.toString());
        }
    }

    private Duration beat() {
        long often = task.training().failures().silenceSeconds() * 1000L / BEATS_IN_SILENCE;
        return Duration.ofMillis(Math.min(SLOWEST_BEAT_MILLIS, often));
    }

    private void lastWords(Heartbeat.Identity identity, Throwable failure) {
        JoyulException told = RankFailure.of(failure, identity.toString());
        ProgressPlugin.send(new RankMessage.Failed(
                task.stage(), attempt.generation().number(), told.code(), String.valueOf(told.getMessage())));
    }
}
