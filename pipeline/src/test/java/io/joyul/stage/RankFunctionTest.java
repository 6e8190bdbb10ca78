package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.collective.Rendezvous;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

class RankFunctionTest extends OnLocalSpark {
    /** Spark looks for the others' messages once a second, and one rank has nobody to wait for. */
    @Test
    void aRankAloneDoesNotWaitForOthers() {
        Met met = meet(1).get(0);
        assertThat(met.said()).containsExactly("rank 0");
        assertThat(Duration.ofNanos(met.nanos())).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void eachOfTwoRanksHearsBoth() {
        assertThat(meet(2)).extracting(Met::said).containsOnly(List.of("rank 0", "rank 1"));
    }

    private static List<Met> meet(int ranks) {
        ClassTag<Met> type = ClassTag.apply(Met.class);
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, ranks).boxed().toList(), ranks)
                .rdd()
                .barrier()
                .mapPartitions(new Meeting(), false, type)
                .toJavaRDD()
                .collect();
    }

    /** What a rank heard, and how long that took. */
    private record Met(List<String> said, long nanos) implements Serializable {}

    private static final class Meeting extends AbstractFunction1<Iterator<Integer>, Iterator<Met>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<Met> apply(Iterator<Integer> ranks) {
            BarrierTaskContext context = BarrierTaskContext.get();
            List<String> addresses = Arrays.stream(context.getTaskInfos())
                    .map(info -> info.address())
                    .toList();
            RankOrder order = RankOrder.of(addresses);
            Rendezvous rendezvous = RankFunction.rendezvous(context, order);
            long began = System.nanoTime();
            ArrayList<String> said = new ArrayList<>();
            String mine = "rank " + order.rankOf(context.partitionId());
            for (byte[] other : rendezvous.exchange(mine.getBytes(StandardCharsets.UTF_8))) {
                said.add(new String(other, StandardCharsets.UTF_8));
            }
            List<Met> met = List.of(new Met(said, System.nanoTime() - began));
            return JavaConverters.asScalaIteratorConverter(met.iterator()).asScala();
        }
    }
}
