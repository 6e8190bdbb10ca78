package io.joyul.dllib;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A rank that lives in an executor, between tasks as well. */
final class RankThread {
    private static final Map<Name, RankThread> LIVING = new ConcurrentHashMap<>();

    private final HandOver handOver = new HandOver();
    private final Thread thread;

    /**
     * @param group of one attempt; no other has it
     */
    private record Name(String group, int rank) {}

    private <T extends Serializable> RankThread(Name name, World world, String host, RankBody<T> body) {
        this.thread = new Thread(() -> live(world, host, body), "rank-" + name.rank());
        thread.setDaemon(true);
    }

    /** Starts a rank of a group in this JVM; once, also when its task is tried again. */
    static <T extends Serializable> void start(String group, World world, String host, RankBody<T> body) {
        LIVING.computeIfAbsent(new Name(group, world.rank()), name -> {
            RankThread rank = new RankThread(name, world, host, body);
            rank.thread.start();
            return rank;
        });
    }

    /**
     * Where a rank that lives in this JVM meets its tasks.
     *
     * @throws JoyulException {@code RANK_LOST} when it does not live here
     */
    static HandOver find(String group, int rank) {
        RankThread found = LIVING.get(new Name(group, rank));
        if (found == null) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, "rank " + rank + " is gone with the executor that it lived on");
        }
        return found.handOver;
    }

    /** Ends a rank if it lives here, and waits a while until it has. */
    static void end(String group, int rank, Duration patience) throws InterruptedException {
        RankThread ending = LIVING.remove(new Name(group, rank));
        if (ending != null) {
            ending.handOver.breakOff("the group of rank " + rank + " has ended");
            // Libtorch does not hear this; such a rank ends when it next meets the others.
            ending.thread.interrupt();
            ending.thread.join(patience.toMillis());
        }
    }

    private <T extends Serializable> void live(World world, String host, RankBody<T> body) {
        try {
            handOver.give(new Offer.Result(body.live(world, host, new Meet(handOver))));
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Whatever ends the thread, an error of the JVM too, must reach the task that waits for it. */
    private void failed(Throwable failure) {
        try {
            handOver.give(new Offer.Failure(failure));
        } catch (JoyulException ignored) {
            // The group has ended, and nobody asks any more.
        }
    }

    /** The ranks meet where the tasks come by. */
    record Meet(HandOver handOver) implements Rendezvous {
        @Override
        public List<byte[]> exchange(byte[] message) {
            return List.of(handOver.exchange(message));
        }
    }
}
