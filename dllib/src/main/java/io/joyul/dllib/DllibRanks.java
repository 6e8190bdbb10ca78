package io.joyul.dllib;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.stage.RankLife;
import io.joyul.stage.RankRunner;
import io.joyul.train.TrainingResult;
import org.apache.spark.sql.SparkSession;

/** {@code training.collective: dllib}: the ranks of a training stage as a {@link RankGroup}. */
public final class DllibRanks implements RankRunner {
    @Override
    public String collective() {
        return DllibProvider.NAME;
    }

    @Override
    public TrainingResult run(SparkSession spark, RankLife life) {
        return new RankGroup<TrainingResult>(spark.sparkContext(), life.ranks()).run(new Training(life));
    }

    private record Training(RankLife life) implements RankBody<TrainingResult> {
        @Override
        public TrainingResult live(World world, String host, Rendezvous rendezvous) {
            return life.live(world, host, rendezvous, Thread.currentThread()::isInterrupted);
        }
    }
}
