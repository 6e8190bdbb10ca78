package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;

/**
 * c10d's Gloo group over TCP, for CPUs.
 *
 * <p>c10d finds its peers through a key-value store, and the usual one, {@code TCPStore}, listens on every interface and
 * believes everyone who knows the port. Here each rank has a store of its own, a file that nobody else sees; what its
 * Gloo context writes there, its address, is handed to the others through a {@link Rendezvous}, and theirs are written
 * into it. No rendezvous port is open at any time.
 */
public final class GlooCollective implements Collective {
    private static final int SWAP = 1;

    private final World world;
    private final Path storeFile;
    private final FileStore store;
    private final ProcessGroupGloo group;
    private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private GlooCollective(World world, Path storeFile, FileStore store, ProcessGroupGloo group) {
        this.world = world;
        this.storeFile = storeFile;
        this.store = store;
        this.group = group;
    }

    /**
     * Joins the group; returns when all ranks have.
     *
     * @param host the name or address under which the other ranks reach this one
     * @param timeout of joining and of each later call
     */
    public static GlooCollective connect(World world, String host, Rendezvous rendezvous, Duration timeout) {
        Milliseconds limit = new Milliseconds(timeout.toMillis());
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(limit);
        options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(host)));
        options.threads(1);
        Path file = temporaryFile();
        FileStore store = new FileStore(file.toString(), world.size());
        store.setTimeout(limit);
        // The constructor returns only when every peer is connected, so it runs beside the exchange.
        CompletableFuture<ProcessGroupGloo> connecting = CompletableFuture.supplyAsync(
                () -> new ProcessGroupGloo(store, world.rank(), world.size(), options),
                task -> startDaemon("gloo-connect-" + world.rank(), task));
        byte[] mine = bytes(store.get(key(world.rank())));
        List<byte[]> addresses = rendezvous.exchange(mine);
        for (int rank = 0; rank < world.size(); rank++) {
            if (rank != world.rank()) {
                store.set(key(rank), vector(addresses.get(rank)));
            }
        }
        try {
            GlooCollective group = new GlooCollective(world, file, store, connecting.join());
            group.awaitAll();
            return group;
        } catch (CompletionException e) {
            throw lost("rank " + world.rank() + " could not reach its peers from " + host, e);
        }
    }

    /** Gloo lets a rank go once its own links stand; if it left now, those who still join would be cut off. */
    private void awaitAll() {
        try (TensorScope scope = TensorScope.open()) {
            allReduceSum(Tensors.zeros(1));
        }
    }

    private static void startDaemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where a Gloo context of the first group in a store puts the address of a rank. */
    private static String key(int rank) {
        return "0/" + rank;
    }

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("joyul-gloo", ".store");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the rank's store", e);
        }
    }

    private static byte[] bytes(ByteVector vector) {
        byte[] bytes = new byte[Math.toIntExact(vector.size())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = vector.get(i);
        }
        return bytes;
    }

    private static ByteVector vector(byte[] bytes) {
        return new ByteVector(bytes);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        FlatTensors.require(tensor);
        return begin("an all-reduce", () -> {
            try (TensorVector tensors = new TensorVector(tensor)) {
                return group.allreduce(tensors);
            }
        });
    }

    @Override
    public Pending broadcastAsync(Tensor tensor, int root) {
        FlatTensors.require(tensor);
        return begin("a broadcast", () -> {
            try (TensorVector tensors = new TensorVector(tensor);
                    BroadcastOptions options = new BroadcastOptions()) {
                return group.broadcast(tensors, options.rootRank(root));
            }
        });
    }

    /** Recursive doubling: at each height of the tree a rank swaps its part of the sum with its partner. */
    @Override
    public void sumInTree(Tensor tensor) {
        FlatTensors.require(tensor);
        RankTree.requirePowerOfTwo(world.size());
        try (NoGradGuard noGrad = new NoGradGuard();
                Tensor theirs = torch.empty_like(tensor)) {
            for (int half = 1; half < world.size(); half *= 2) {
                int partner = world.rank() ^ half;
                Pending sent = begin("a swap", () -> toPartner(tensor, partner));
                begin("a swap", () -> fromPartner(theirs, partner)).await();
                sent.await();
                tensor.add_(theirs); // x + y has the bits of y + x
            }
        }
    }

    private Work toPartner(Tensor tensor, int partner) {
        try (TensorVector tensors = new TensorVector(tensor)) {
            return group.send(tensors, partner, SWAP);
        }
    }

    private Work fromPartner(Tensor tensor, int partner) {
        try (TensorVector tensors = new TensorVector(tensor)) {
            return group.recv(tensors, partner, SWAP);
        }
    }

    private Pending begin(String what, Supplier<Work> call) {
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

    private static JoyulException lost(String what, RuntimeException e) {
        String cause = String.valueOf(e.getMessage());
        int end = cause.indexOf('\n');
        return new JoyulException(
                ErrorCode.RANK_LOST, what + " (" + (end < 0 ? cause : cause.substring(0, end)) + ")", e);
    }

    /**
     * With calls under way the group ends when these do, on a thread of its own: the other ranks make the same calls, so
     * they end, or fail as the other rank's group does, or run into the timeout.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (inFlight.isEmpty()) {
            release();
        } else {
            startDaemon("gloo-close-" + world.rank(), this::drain);
        }
    }

    private void drain() {
        for (InFlight pending : inFlight) {
            if (inFlight.remove(pending)) {
                try {
                    pending.end();
                } catch (JoyulException ignored) {
                    // Nobody waits for this call any more.
                }
            }
        }
        release();
    }

    private void release() {
        group.close();
        store.close();
        try {
            Files.deleteIfExists(storeFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
