package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;

/**
 * A rank's calls to a group of c10d's that are under way, each with a native handle that must be freed once.
 *
 * <p>A call counts from before it enters the group until its handle is freed, and the group is freed when none counts:
 * nobody is inside it then, neither to begin a call nor to see its end.
 */
final class NativeCalls {
    private final World world;
    private final String kind;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Begun, and awaited by nobody yet. */
    private final Set<InFlight> unclaimed = new LinkedHashSet<>();

    private int underWay;
    private boolean closed;

    /**
     * None yet.
     *
     * @param kind of the group, for the names of threads
     */
    NativeCalls(World world, String kind) {
        this.world = world;
        this.kind = kind;
    }

    static void startDaemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins a call.
     *
     * @param what it is, for messages
     * @throws JoyulException {@code RANK_LOST} when the group is closed or refuses
     */
    Pending begin(String what, Supplier<Work> call) {
        enter();
        try {
            // The calling thread may have a scope open, which would free the handle too early.
            Work work = call.get().retainReference();
            InFlight pending = new InFlight(what, work);
            offer(pending);
            return pending;
        } catch (RuntimeException e) {
            leave();
            throw lostDuring(what, e);
        }
    }

    private void enter() {
        lock.lock();
        try {
            if (closed) {
                throw new JoyulException(
                        ErrorCode.RANK_LOST, "rank " + world.rank() + " has left its group of " + world.size());
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void offer(InFlight pending) {
        lock.lock();
        try {
            unclaimed.add(pending);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller is the one to see the end of a call. */
    private boolean claim(InFlight pending) {
        lock.lock();
        try {
            return unclaimed.remove(pending);
        } finally {
            lock.unlock();
        }
    }

    /** A call and its native handle, which whoever sees its end frees. */
    private final class InFlight implements Pending {
        private final String what;
        private final Work work;

        InFlight(String what, Work work) {
            this.what = what;
            this.work = work;
        }

        @Override
        public void await() {
            if (!claim(this)) {
                throw new JoyulException(
                        ErrorCode.RANK_LOST,
                        "rank " + world.rank() + " left its group of " + world.size() + " during " + what);
            }
            end();
        }

        void end() {
            try {
                work._wait();
            } catch (RuntimeException e) {
                throw lostDuring(what, e);
            } finally {
                work.releaseReference();
                leave();
            }
        }
    }

    private JoyulException lostDuring(String what, RuntimeException e) {
        return lost("rank " + world.rank() + " lost its group of " + world.size() + " during " + what, e);
    }

    /** A rank is gone, as a native exception says in the first of its many lines. */
    static JoyulException lost(String what, Throwable e) {
        String cause = String.valueOf(e.getMessage());
        int end = cause.indexOf('\n');
        return new JoyulException(
                ErrorCode.RANK_LOST, what + " (" + (end < 0 ? cause : cause.substring(0, end)) + ")", e);
    }

    /**
     * Lets no more calls begin, and frees the group when those under way are over; does not wait for that.
     *
     * @param interrupt what ends calls that nobody answers any more
     */
    void close(Runnable interrupt, Runnable release) {
        boolean idle;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            idle = underWay == 0;
        } finally {
            lock.unlock();
        }
        interrupt.run();
        if (idle) {
            release.run();
        } else {
            startDaemon(kind + "-close-" + world.rank(), () -> {
                drain();
                release.run();
            });
        }
    }

    /** Sees the end of calls that nobody awaits; returns when all are over, whoever saw it. */
    private void drain() {
        for (InFlight pending = next(); pending != null; pending = next()) {
            try {
                pending.end();
            } catch (JoyulException ignored) {
                // Nobody waits for this call any more.
            }
        }
    }

    /** The next call that nobody awaits; null when none is under way. */
    private @Nullable InFlight next() {
        lock.lock();
        try {
            while (unclaimed.isEmpty() && underWay > 0) {
                changed.awaitUninterruptibly();
            }
            if (unclaimed.isEmpty()) {
                return null;
            }
            InFlight first = unclaimed.iterator().next();
            unclaimed.remove(first);
            return first;
        } finally {
            lock.unlock();
        }
    }
}
