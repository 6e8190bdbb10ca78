package io.joyul.dllib;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.stage.RankRunner;
import io.joyul.stage.RankTask;
import io.joyul.stage.TrainingTask;
import io.joyul.train.TrainingResult;
import org.apache.spark.sql.SparkSession;

/** {@code training.collective: dllib}: the ranks of a training stage as a {@link RankGroup}. */
public final class DllibRanks implements RankRunner {
    @Override
    public String collective() {
        return DllibProvider.NAME;
    }

    @Override
    public TrainingResult run(SparkSession spark, TrainingTask task) {
        return new RankGroup<TrainingResult>(
                        spark.sparkContext(), task.training().ranks())
                .run(new Training(task));
    }

    private record Training(TrainingTask task) implements RankBody<TrainingResult> {
        @Override
        public TrainingResult live(World world, String host, Rendezvous rendezvous) {
            return new RankTask(task, world).run(host, rendezvous);
        }
    }
}
