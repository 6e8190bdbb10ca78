package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.utils.Engine$;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;

/**
 * The driver's side of one attempt: starts the ranks, goes from one to the other as long as they have something to sum,
 * and ends them. {@link #drive} is the page to read first.
 */
final class RankGroup<T extends Serializable> {
    private static final String RANKS_NAME = "ranks";

    private final SparkContext spark;
    private final int ranks;
    private final String name = UUID.randomUUID().toString();
    private final List<Slices> slices = new ArrayList<>();

    RankGroup(SparkContext spark, int ranks) {
        this.spark = spark;
        this.ranks = ranks;
    }

    /**
     * Lets all ranks live to their end.
     *
     * @return what the first rank came to
     * @throws JoyulException {@code RANK_LOST} when an executor with a rank is lost, or whatever a rank failed with
     */
    @SuppressWarnings("unchecked") // the value comes from the body
    T run(RankBody<T> body) {
        Engine$.MODULE$.setNodeAndCore(ranks, 1);
        spark.setJobGroup(name, "sums over " + ranks + " ranks", true);
        List<Place> places = List.of();
        LossWatch watch = new LossWatch(spark, name);
        try {
            places = job(anywhere(), new GroupTasks.Start<>(name, ranks, body), watch);
            spark.addSparkListener(watch);
            watch.over(places);
            return (T) drive(there(places), watch);
        } finally {
            spark.removeSparkListener(watch);
            spark.clearJobGroup();
            end(watch.living(places));
        }
    }

    /** Two jobs a sum: in one the ranks take the last sum and give the next summand, in the other each adds a slice. */
    private Serializable drive(JavaRDD<Integer> rdd, LossWatch watch) {
        Delivery delivery = Delivery.NOTHING;
        while (true) {
            List<Offered> offers = job(rdd, new GroupTasks.Swap(name, delivery, List.copyOf(slices)), watch);
            requireSame(offers);
            Offered first = offers.get(0);
            if (first instanceof Offered.Result result) {
                return result.value();
            } else if (first instanceof Offered.Message) {
                delivery = new Delivery.Messages(offers.stream()
                        .map(offer -> ((Offered.Message) offer).bytes())
                        .toArray(byte[][]::new));
            } else if (first instanceof Offered.Summand summand && summand.size() == 0) {
                // Nothing is put down yet: there was no room for so much.
                Slices room = Slices.make(ranks, Math.max(ranks, summand.length()));
                job(rdd, new GroupTasks.Prepare(room), watch);
                slices.add(room);
                delivery = Delivery.NOTHING;
            } else if (first instanceof Offered.Summand summand) {
                Slices used = Slices.fitting(slices, summand.length()).orElseThrow();
                job(rdd, new GroupTasks.Add(name, used), watch);
                delivery = new Delivery.Sum(used, summand.length());
            }
        }
    }

    private void requireSame(List<Offered> offers) {
        for (int rank = 1; rank < ranks; rank++) {
            Offered first = offers.get(0);
            Offered other = offers.get(rank);
            boolean bothSummands = first instanceof Offered.Summand && other instanceof Offered.Summand;
            if (bothSummands ? !first.equals(other) : first.getClass() != other.getClass()) {
                int gone = first instanceof Offered.Result ? 0 : rank;
                throw offers.get(gone) instanceof Offered.Result
                        ? new JoyulException(ErrorCode.RANK_LOST, "rank " + gone + " has left its group of " + ranks)
                        : new JoyulException(
                                ErrorCode.INTERNAL,
                                "rank 0 gives " + first + " where rank " + rank + " gives " + other);
            }
        }
    }

    /** One task for each rank, on any executor. */
    private JavaRDD<Integer> anywhere() {
        return ofLocations(IntStream.range(0, ranks)
                .mapToObj(rank -> new Tuple2<>(rank, seq(List.<String>of())))
                .toList());
    }

    /** One task for each rank, on the executor that it lives on. */
    private JavaRDD<Integer> there(List<Place> places) {
        return ofLocations(places.stream()
                .map(place -> new Tuple2<>(place.rank(), seq(List.of(place.location()))))
                .toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private JavaRDD<Integer> ofLocations(List<Tuple2<Integer, Seq<String>>> located) {
        ClassTag<Integer> type = ClassTag.apply(Integer.class);
        return spark.makeRDD((Seq) seq(located), type).setName(RANKS_NAME).toJavaRDD();
    }

    private static <E> Seq<E> seq(List<E> list) {
        return JavaConverters.asScalaBufferConverter(list).asScala().toList();
    }

    private <R> List<R> job(
            JavaRDD<Integer> rdd,
            Function2<Integer, java.util.Iterator<Integer>, java.util.Iterator<R>> task,
            LossWatch watch) {
        watch.requireAll();
        try {
            return rdd.mapPartitionsWithIndex(task, true).collect();
        } catch (Exception e) {
            // A job that is cancelled since an executor is gone says only that it was cancelled.
            watch.requireAll();
            throw e instanceof RuntimeException unchecked ? unchecked : lost((SparkException) e);
        }
    }

    private static JoyulException lost(SparkException e) {
        JoyulException named = JoyulException.findIn(e);
        if (named != null) {
            return named;
        }
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return new JoyulException(ErrorCode.RANK_LOST, end < 0 ? message : message.substring(0, end), e);
    }

    /** Ends the ranks on executors that are still there; what cannot be reached has ended, or will with its executor. */
    private void end(List<Place> living) {
        if (living.isEmpty()) {
            return;
        }
        try {
            there(living)
                    .mapPartitionsWithIndex(new GroupTasks.End(name, List.copyOf(slices)), true)
                    .collect();
        } catch (Exception ignored) {
            // Another executor was lost, or the application ends; the attempt's own failure says more.
        }
    }
}
