package io.joyul.stage;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.train.TrainingResult;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** The barrier task around a {@link RankLife}: tells it who it is, and lends it {@code allGather} to meet the others. */
final class RankFunction extends AbstractFunction1<Iterator<Integer>, Iterator<TrainingResult>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RankLife life;

    RankFunction(RankLife life) {
        this.life = life;
    }

    @Override
    public Iterator<TrainingResult> apply(Iterator<Integer> ranks) {
        BarrierTaskContext context = BarrierTaskContext.get();
        int task = context.partitionId();
        List<String> addresses = Arrays.stream(context.getTaskInfos())
                .map(info -> info.address())
                .toList();
        RankOrder order = RankOrder.of(addresses);
        World world = new World(order.rankOf(task), addresses.size());
        TrainingResult result =
                life.live(world, host(addresses.get(task)), rendezvous(context, order), context::isInterrupted);
        List<TrainingResult> results = world.isLeader() ? List.of(result) : List.of();
        return JavaConverters.asScalaIteratorConverter(results.iterator()).asScala();
    }

    /** An address is {@code host:port}, with an IPv6 host in brackets. */
    private static String host(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Spark's barrier looks for the others' messages once a second; a rank alone has nobody to wait for. */
    static Rendezvous rendezvous(BarrierTaskContext context, RankOrder order) {
        if (order.tasks().size() == 1) {
            return message -> List.of(message);
        }
        return message ->
                order.byRank(Arrays.stream(context.allGather(Base64.getEncoder().encodeToString(message)))
                        .map(Base64.getDecoder()::decode)
                        .toList());
    }
}
