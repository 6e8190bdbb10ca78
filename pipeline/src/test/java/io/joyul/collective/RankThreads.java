package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.Libtorch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ranks as threads of this process, each with a group of its own, as the tasks of {@code local[n]} are. */
public final class RankThreads {
    private static final int MOST_SECONDS = 120;

    private RankThreads() {}

    /** What one rank does. */
    @FunctionalInterface
    public interface Life<T> {
        T live(World world, Rendezvous rendezvous) throws Exception;
    }

    /** Lets all ranks live, and gives what they came to, by rank; the first failure of a rank is thrown. */
    public static <T> List<T> run(int ranks, Life<T> life) throws Exception {
        Rendezvous[] seats = meeting(ranks);
        ExecutorService threads = Executors.newFixedThreadPool(ranks);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < ranks; i++) {
                int rank = i;
                futures.add(threads.submit(() -> {
                    Libtorch.prepare(1);
                    return life.live(new World(rank, ranks), seats[rank]);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(MOST_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IllegalStateException(ranks + " ranks were not done after " + MOST_SECONDS + " s", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Rendezvous[] meeting(int ranks) {
        List<byte[]> messages = new ArrayList<>(Collections.nCopies(ranks, new byte[0]));
        CyclicBarrier barrier = new CyclicBarrier(ranks);
        Rendezvous[] seats = new Rendezvous[ranks];
        for (int i = 0; i < ranks; i++) {
            int rank = i;
            seats[rank] = mine -> {
                messages.set(rank, mine);
                pass(barrier);
                List<byte[]> all = List.copyOf(messages);
                pass(barrier);
                return all;
            };
        }
        return seats;
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the ranks did not meet", e);
        }
    }
}
