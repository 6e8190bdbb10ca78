package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Work;

/** A rank's calls to a group of c10d's that are under way, each with a native handle that must be freed once. */
final class NativeCalls {
    private final World world;
    private final String kind;
    private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

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
        if (closed) {
            throw new JoyulException(
                    ErrorCode.RANK_LOST, "rank " + world.rank() + " has left its group of " + world.size());
        }
        try {
            // The calling thread may have a scope open, which would free the handle too early.
            Work work = call.get().retainReference();
            InFlight pending = new InFlight(what, work);
            inFlight.add(pending);
            return pending;
        } catch (RuntimeException e) {
            throw lostDuring(what, e);
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
            if (!inFlight.remove(this)) {
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
        if (closed) {
            return;
        }
        closed = true;
        interrupt.run();
        if (inFlight.isEmpty()) {
            release.run();
        } else {
            startDaemon(kind + "-close-" + world.rank(), () -> drain(release));
        }
    }

    private void drain(Runnable release) {
        for (InFlight pending : inFlight) {
            if (inFlight.remove(pending)) {
                try {
                    pending.end();
                } catch (JoyulException ignored) {
                    // Nobody waits for this call any more.
                }
            }
        }
        release.run();
    }
}
