package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.gloo.Device;

/**
 * c10d's Gloo group over TCP, for CPUs.
 *
 * <p>c10d finds its peers through a key-value store, and the usual one, {@code TCPStore}, listens on every interface and
 * believes everyone who knows the port. Here each rank has a {@link PrivateStore}; what its Gloo context writes there, its
 * address, is handed to the others through a {@link Rendezvous}, and theirs are written into it. No rendezvous port is
 * open at any time.
 */
public final class GlooCollective implements Collective {
    private static final int SWAP = 1;

    private final World world;
    private final PrivateStore store;
    private final ProcessGroupGloo group;
    private final NativeCalls calls;

    private GlooCollective(World world, PrivateStore store, ProcessGroupGloo group) {
        this.world = world;
        this.store = store;
        this.group = group;
        this.calls = new NativeCalls(world, "gloo");
    }

    /**
     * Joins the group; returns when all ranks have.
     *
     * @param host the name or address under which the other ranks reach this one
     * @param timeout of joining and of each later call
     */
    public static GlooCollective connect(World world, String host, Rendezvous rendezvous, Duration timeout) {
        PrivateStore store = PrivateStore.open(world, timeout);
        // The constructor returns only when every peer is connected, so it runs beside the exchange.
        CompletableFuture<ProcessGroupGloo> connecting = CompletableFuture.supplyAsync(
                () -> group(world, host, store, timeout),
                task -> NativeCalls.startDaemon("gloo-connect-" + world.rank(), task));
        boolean joined = false;
        try {
            List<byte[]> addresses = rendezvous.exchange(store.get(key(world.rank())));
            for (int rank = 0; rank < world.size(); rank++) {
                if (rank != world.rank()) {
                    store.set(key(rank), addresses.get(rank));
                }
            }
            GlooCollective group = new GlooCollective(world, store, connecting.join());
            group.awaitAll();
            joined = true;
            return group;
        } catch (CompletionException e) {
            throw NativeCalls.lost("rank " + world.rank() + " could not reach its peers from " + host, e);
        } finally {
            if (!joined) {
                abandon(connecting, store);
            }
        }
    }

    /** Nobody will use the group. What still connects ends by its timeout, and uses the store until then. */
    private static void abandon(CompletableFuture<ProcessGroupGloo> connecting, PrivateStore store) {
        CompletableFuture<?> unused = connecting.whenComplete((group, failure) -> {
            if (group != null) {
                group.close();
            }
            store.close();
        });
    }

    /** A device is a thread that waits for its peers, and lives as long as any handle of it does: the group's alone is kept. */
    static ProcessGroupGloo group(World world, String host, PrivateStore store, Duration timeout) {
        try (Milliseconds limit = new Milliseconds(timeout.toMillis());
                ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(limit);
                Device device = ProcessGroupGloo.createDeviceForHostname(host);
                GlooDeviceVector devices = new GlooDeviceVector(device)) {
            options.devices(devices);
            options.threads(1);
            return new ProcessGroupGloo(store.store(), world.rank(), world.size(), options);
        }
    }

    /** Gloo lets a rank go once its own links stand; if it left now, those who still join would be cut off. */
    private void awaitAll() {
        try (TensorScope scope = TensorScope.open()) {
            allReduceSum(Tensors.zeros(1));
        }
    }

    /** Where a Gloo context of the first group in a store puts the address of a rank. */
    private static String key(int rank) {
        return "0/" + rank;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        FlatTensors.require(tensor);
        return calls.begin("an all-reduce", () -> {
            try (TensorVector tensors = new TensorVector(tensor)) {
                return group.allreduce(tensors);
            }
        });
    }

    @Override
    public Pending broadcastAsync(Tensor tensor, int root) {
        FlatTensors.require(tensor);
        return calls.begin("a broadcast", () -> {
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
                Pending sent = calls.begin("a swap", () -> toPartner(tensor, partner));
                calls.begin("a swap", () -> fromPartner(theirs, partner)).await();
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

    /**
     * With calls under way the group ends when these do, on a thread of its own: the other ranks make the same calls, so
     * they end, or fail as the other rank's group does, or run into the timeout.
     *
     * <p>A device's thread has raw pointers to the group's connections. Gloo forgets each in step with that thread, whose
     * next round it waits for, and ends the thread with the device's last handle, which the group's is. That holds as
     * long as nobody is inside the group, which {@link NativeCalls} sees to. So a group that has lost a rank is freed as
     * any other; left as it is, it would keep two threads and its port for as long as the executor lives, and the other
     * ranks, who learn of the loss by its connections' ends, would wait for the timeout.
     */
    @Override
    public void close() {
        calls.close(
                () -> {
                    // Gloo's calls end by themselves.
                },
                () -> {
                    group.close();
                    store.close();
                });
    }
}
