package io.joyul.stage;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which barrier task is which rank: those of one executor follow each other, so that a ring leaves each executor once.
 * Spark deals tasks round, one to an executor at a time, and would have every link of a ring go to another machine.
 *
 * @param tasks by rank
 */
record RankOrder(List<Integer> tasks) {
    /**
     * The order that every task comes to by itself. Task 0 is rank 0.
     *
     * @param addresses of the executors, by task
     */
    static RankOrder of(List<String> addresses) {
        return new RankOrder(IntStream.range(0, addresses.size())
                .boxed()
                .sorted(Comparator.comparing((Integer task) -> addresses.indexOf(addresses.get(task)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList());
    }

    int rankOf(int task) {
        return tasks.indexOf(task);
    }

    /** What the tasks have said, by rank. */
    <T> List<T> byRank(List<T> byTask) {
        return tasks.stream().map(byTask::get).toList();
    }
}
