package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.utils.Engine$;
import io.joyul.batch.World;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.BlockManagerId;

/** What a {@link RankGroup} has executors do. Each job has one task for each rank; its one element is the rank. */
final class GroupTasks {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private GroupTasks() {}

    /** Starts the ranks. */
    record Start<T extends Serializable>(String group, int ranks, RankBody<T> body)
            implements Function2<Integer, Iterator<Integer>, Iterator<Place>> {
        @Override
        public Iterator<Place> call(Integer partition, Iterator<Integer> elements) {
            int rank = elements.next();
            Engine$.MODULE$.setNodeAndCore(ranks, 1);
            BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
            RankThread.start(group, new World(rank, ranks), here.host(), body);
            return List.of(new Place(rank, here.host(), here.executorId())).iterator();
        }
    }

    /** Brings the ranks what they wait for, and takes what they give next. */
    record Swap(String group, Delivery delivery, List<Slices> slices)
            implements Function2<Integer, Iterator<Integer>, Iterator<Offered>> {
        @Override
        public Iterator<Offered> call(Integer partition, Iterator<Integer> elements) throws Exception {
            int rank = elements.next();
            HandOver handOver = RankThread.find(group, rank);
            try {
                deliver(handOver);
                return List.of(take(handOver)).iterator();
            } catch (Exception e) {
                // Where this task stopped is not known, so it must not be tried again.
                handOver.breakOff("rank " + rank + " was left by its task: " + e);
                throw e;
            }
        }

        private void deliver(HandOver handOver) {
            if (delivery instanceof Delivery.Sum sum) {
                handOver.answer(sum.slices().fetch(sum.length()));
            } else if (delivery instanceof Delivery.Messages messages) {
                handOver.answer(messages.all());
            }
        }

        private Offered take(HandOver handOver) throws Exception {
            Offer offer = handOver.await();
            if (offer instanceof Offer.Summand summand) {
                int length = summand.values().length;
                Optional<Slices> fitting = Slices.fitting(slices, length);
                fitting.ifPresent(found -> found.put(summand.values()));
                return new Offered.Summand(length, fitting.map(Slices::size).orElse(0));
            } else if (offer instanceof Offer.Message message) {
                return new Offered.Message(message.bytes());
            } else if (offer instanceof Offer.Result result) {
                return new Offered.Result(result.value());
            }
            Throwable cause = ((Offer.Failure) offer).cause();
            throw cause instanceof Exception exception ? exception : new IllegalStateException(cause);
        }
    }

    /** Makes room in the block managers. */
    record Prepare(Slices slices) implements Function2<Integer, Iterator<Integer>, Iterator<Integer>> {
        @Override
        public Iterator<Integer> call(Integer partition, Iterator<Integer> elements) {
            slices.prepare();
            return elements;
        }
    }

    /** Each rank adds up its slice. */
    record Add(String group, Slices slices) implements Function2<Integer, Iterator<Integer>, Iterator<Integer>> {
        @Override
        public Iterator<Integer> call(Integer partition, Iterator<Integer> elements) throws JoyulException {
            int rank = elements.next();
            RankThread.find(group, rank);
            slices.add();
            return List.of(rank).iterator();
        }
    }

    /** Ends the ranks, and frees what was kept for them. */
    record End(String group, List<Slices> slices) implements Function2<Integer, Iterator<Integer>, Iterator<Integer>> {
        @Override
        public Iterator<Integer> call(Integer partition, Iterator<Integer> elements) throws InterruptedException {
            RankThread.end(group, elements.next(), PATIENCE);
            slices.forEach(Slices::free);
            return List.<Integer>of().iterator();
        }
    }
}
