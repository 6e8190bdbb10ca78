package io.joyul.dllib;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;

/** Ends a group's jobs as soon as an executor with a rank is gone; Spark itself would try the task elsewhere first. */
final class LossWatch extends SparkListener {
    private final SparkContext spark;
    private final String group;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private volatile List<Place> places = List.of();
    private volatile @Nullable String loss;

    LossWatch(SparkContext spark, String group) {
        this.spark = spark;
        this.group = group;
    }

    /** Watches over the executors that the ranks live on. */
    void over(List<Place> living) {
        places = List.copyOf(living);
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        gone.add(event.executorId());
        for (Place place : places) {
            if (place.executor().equals(event.executorId())) {
                loss = "rank " + place.rank() + " is gone with executor " + event.executorId() + " on " + place.host()
                        + " (" + event.reason() + ")";
                spark.cancelJobGroup(group);
                return;
            }
        }
    }

    /**
     * @throws JoyulException {@code RANK_LOST} when an executor with a rank is gone
     */
    void requireAll() {
        String what = loss;
        if (what != null) {
            throw new JoyulException(ErrorCode.RANK_LOST, what);
        }
    }

    /** Those of these places that are still there. */
    List<Place> living(List<Place> all) {
        return all.stream().filter(place -> !gone.contains(place.executor())).toList();
    }
}
