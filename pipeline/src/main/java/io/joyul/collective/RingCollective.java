package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All-reduce in a ring (Patarasuk and Yuan 2009, https://doi.org/10.1016/j.jpdc.2008.09.002), over links of our own:
 * through memory between ranks of one process, and by connections between others. There each rank has proved the run's
 * secret before it is let in, and TLS may cover the rest. Each rank sends and
 * receives {@code 2 (n − 1) / n} of a tensor, whatever n is. A sum is made once, in the order of the ring, and handed
 * round, so every rank has the same bits.
 *
 * <p>Gloo authenticates nobody: who connects to a rank's port and sends the number of a pair, counted from 0, is taken
 * for that pair, before the real one comes.
 *
 * <p>Calls are done one after the other, in the order in which they were begun, on a thread of the group's own. Tensors
 * on a GPU go through the host.
 */
public final class RingCollective implements Collective {
    /** Elements received before they are added: small enough to stay in a core's cache. */
    private static final int PIECE = 1 << 16;

    /** Elements that one buffer spans at most; a buffer has to stay under 2 GiB. */
    private static final int STRETCH = 1 << 28;

    /** What covers the ranks of one process who were to talk over TLS. */
    private static final String ONE_PROCESS = "the process that they share";

    private final Meeting meeting;
    private final World world;
    private final RingLinks.@Nullable Pair links;
    private final ExecutorService calls;
    private final ExecutorService sends;
    private volatile @Nullable String broken;

    RingCollective(Meeting meeting, RingLinks.@Nullable Pair links) {
        this.meeting = meeting;
        this.world = meeting.world();
        this.links = links;
        this.calls = thread("ring-" + world.rank());
        this.sends = thread("ring-send-" + world.rank());
    }

    /** Joins the group; returns when this rank's neighbours have. */
    public static RingCollective connect(Meeting meeting) {
        return connect(meeting, RingLinks.HERE);
    }

    /** The same for a rank that is taken to live in a process of that name: those of others reach it by connections. */
    static RingCollective connect(Meeting meeting, UUID process) {
        return new RingCollective(meeting, meeting.world().size() == 1 ? null : RingLinks.connect(meeting, process));
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Optional<String> protection() {
        RingLinks.Pair ring = links;
        if (ring == null) {
            return Optional.empty();
        }
        return ring.next()
                .protection()
                .or(ring.previous()::protection)
                .or(() -> meeting.credentials().wire() == Wire.TLS ? Optional.of(ONE_PROCESS) : Optional.empty());
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        FlatTensors.require(tensor);
        RingLinks.Pair ring = links;
        if (ring == null) {
            return Pending.DONE;
        }
        // A handle of the call's own: the caller's scope may end before it does.
        Tensor held = tensor.view(-1).retainReference(); // (N)
        try {
            CompletableFuture<Void> call = CompletableFuture.runAsync(
                    () -> {
                        try {
                            sum(ring, held);
                        } finally {
                            held.releaseReference();
                        }
                    },
                    calls);
            return () -> await(call);
        } catch (RejectedExecutionException e) {
            held.releaseReference();
            throw lost(e);
        }
    }

    private void await(Future<Void> call) {
        try {
            call.get(meeting.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breakUp("interrupted");
            throw lost(e);
        } catch (TimeoutException e) {
            breakUp("its neighbours said nothing for " + meeting.timeout().toSeconds() + " s");
            throw lost(e);
        } catch (ExecutionException e) {
            throw lost(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw lost(e);
        }
    }

    private JoyulException lost(Throwable cause) {
        String why = broken == null ? cause.getMessage() : broken;
        return new JoyulException(
                ErrorCode.RANK_LOST,
                "rank " + world.rank() + " lost its group of " + world.size() + " during an all-reduce (" + why + ")",
                cause);
    }

    private void sum(RingLinks.Pair ring, Tensor tensor) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor host = Device.CPU.take(tensor); // (N)
            for (long start = 0; start < host.numel(); start += STRETCH) {
                sumOnHost(ring, host.narrow(0, start, Math.min(STRETCH, host.numel() - start)));
            }
            if (!tensor.is_cpu()) {
                tensor.copy_(host);
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void sumOnHost(RingLinks.Pair ring, Tensor flat) throws IOException {
        int ranks = world.size();
        int rank = world.rank();
        Tensor piece = Tensors.zeros(Math.min(PIECE, flat.numel())); // (P)
        Future<?> sent = CompletableFuture.completedFuture(null);
        try {
            // Each part is added up on its way round; after n − 1 steps this rank has the whole sum of part rank + 1.
            for (int step = 0; step < ranks - 1; step++) {
                sent = send(ring.next(), part(flat, rank - step));
                receiveAndAdd(ring.previous(), part(flat, rank - step - 1), piece);
            }
            // A part that comes round complete has been read by all whom this rank sent its share of it.
            for (int step = 0; step < ranks - 1; step++) {
                sent = send(ring.next(), part(flat, rank + 1 - step));
                ring.previous().receive(bytes(part(flat, rank - step)));
            }
            finish(sent);
        } catch (IOException | RuntimeException e) {
            // The neighbours learn of it by their connections' ends, and so does a send, which reads from the tensor.
            breakUp(e.getMessage() == null ? e.toString() : e.getMessage());
            awaitEnd(sent);
            throw e;
        }
    }

    /** Waits until a send, and with it all before it, is over, however it ends. */
    private static void awaitEnd(Future<?> sent) {
        boolean interrupted = false;
        while (!sent.isDone()) {
            try {
                sent.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | CancellationException ignored) {
                // What the call has failed by is known.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One of n parts of nearly the same length, counted round. */
    private Tensor part(Tensor flat, int index) {
        long number = Math.floorMod(index, world.size());
        long start = flat.numel() * number / world.size();
        long end = flat.numel() * (number + 1) / world.size();
        return flat.narrow(0, start, end - start);
    }

    private Future<?> send(Link link, Tensor part) {
        ByteBuffer bytes = bytes(part);
        return sends.submit(() -> {
            link.send(bytes);
            return null;
        });
    }

    /** A tensor with fewer elements than there are ranks has parts without memory. */
    private static ByteBuffer bytes(Tensor part) {
        return part.numel() == 0 ? ByteBuffer.allocate(0) : Tensors.memory(part);
    }

    private static void receiveAndAdd(Link link, Tensor part, Tensor piece) throws IOException {
        ByteBuffer memory = Tensors.memory(piece);
        for (long start = 0; start < part.numel(); start += piece.numel()) {
            long length = Math.min(piece.numel(), part.numel() - start);
            memory.clear().limit(Math.toIntExact(length * Float.BYTES));
            link.receive(memory);
            part.narrow(0, start, length).add_(piece.narrow(0, 0, length));
        }
    }

    private static void finish(Future<?> sent) throws IOException {
        try {
            sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    /** Ends both connections, and with them every call under way here and at the neighbours. */
    private void breakUp(String why) {
        if (broken == null) {
            broken = why;
        }
        RingLinks.Pair ring = links;
        if (ring != null) {
            closeQuietly(ring.next());
            closeQuietly(ring.previous());
        }
        calls.shutdown();
        sends.shutdown();
    }

    private static void closeQuietly(Link link) {
        try {
            link.close();
        } catch (IOException ignored) {
            // It is gone.
        }
    }

    @Override
    public void close() {
        breakUp("it has left the group");
    }
}
