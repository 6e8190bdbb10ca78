package io.joyul.stage;

import io.joyul.error.JoyulException;
import io.joyul.train.TrainingResult;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the ranks of one attempt at a training stage in another way than a barrier stage, for a collective that needs it.
 * Found by {@link ServiceLoader}, so that a jar beside Joyul's may bring one.
 */
public interface RankRunner {
    /** What {@code training.collective} calls the collective whose ranks it runs. */
    String collective();

    /**
     * Lets each rank live to its end.
     *
     * @param life of each rank, on as many as it says
     * @return what the leader came to
     * @throws JoyulException {@code RANK_LOST} when a rank was lost, which is no failure of the stage yet
     */
    TrainingResult run(SparkSession spark, RankLife life);

    /** The one for a collective; empty for those that a barrier stage serves. */
    static Optional<RankRunner> find(String collective) {
        return ServiceLoader.load(RankRunner.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(runner -> runner.collective().equals(collective))
                .findFirst();
    }
}
