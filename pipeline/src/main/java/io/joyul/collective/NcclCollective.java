package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import io.joyul.tensor.NcclBridge;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * c10d's NCCL group, for ranks on GPUs of their own. NCCL authenticates nobody and encrypts nothing.
 *
 * <p>Rank 0's group makes an id that carries its address and puts it into a {@link PrivateStore} at the first call; it is
 * handed to the others through a {@link Rendezvous}. So connecting is a first sum.
 *
 * <p>No GPU could be had while this was written: that the bridge loads, and that it refuses by name, is tested, and the
 * battery of all groups waits for GPUs in {@code NcclCollectiveTest}.
 *
 * <p>A call is awaited on the host, and throws there when a rank is gone; c10d would rather end the whole process.
 * Tensors on the host go through the GPU.
 */
public final class NcclCollective implements Collective {
    /** Where the id of a group's first communicator is put. */
    private static final String ID = "0";

    private final World world;
    private final Device device;
    private final PrivateStore store;
    private final ProcessGroupNCCL group;
    private final NativeCalls calls;

    private NcclCollective(World world, Device device, PrivateStore store, ProcessGroupNCCL group) {
        this.world = world;
        this.device = device;
        this.store = store;
        this.group = group;
        this.calls = new NativeCalls(world, "nccl");
    }

    /**
     * Joins the group; returns when all ranks have.
     *
     * @throws JoyulException {@code CONFIG_INVALID} on a rank without a GPU, {@code NATIVE_UNAVAILABLE} without NCCL,
     *     {@code DEVICE_UNAVAILABLE} where CUDA sees none, {@code RANK_LOST} when a rank does not come
     */
    public static NcclCollective connect(Meeting meeting) {
        requireGpu(meeting);
        World world = meeting.world();
        waitOnTheHost();
        PrivateStore store = PrivateStore.open(world, meeting.timeout());
        NcclCollective collective = new NcclCollective(world, meeting.device(), store, group(world, store, meeting));
        try {
            collective.meet(meeting.rendezvous());
        } catch (JoyulException e) {
            collective.close();
            throw e;
        } catch (CompletionException e) {
            collective.close();
            throw NativeCalls.lost(
                    "rank " + world.rank() + " could not reach its peers", e.getCause() == null ? e : e.getCause());
        }
        return collective;
    }

    private static void requireGpu(Meeting meeting) {
        String who = "training.collective is nccl, and rank " + meeting.world().rank();
        String instead = "; take training.collective ring, which adds up on the hosts";
        if (meeting.device().isHost()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID, who + " computes on the CPU, where there is no NCCL" + instead);
        }
        NcclBridge.missing().ifPresent(why -> {
            throw new JoyulException(ErrorCode.NATIVE_UNAVAILABLE, who + " has no NCCL: " + why + instead);
        });
        if (Device.gpus() == 0) {
            throw new JoyulException(
                    ErrorCode.DEVICE_UNAVAILABLE, who + " is where CUDA sees no GPU; look at nvidia-smi" + instead);
        }
    }

    /** c10d reads these when a group is made. */
    private static void waitOnTheHost() {
        torch.set_env("TORCH_NCCL_BLOCKING_WAIT", "1", true);
        torch.set_env("TORCH_NCCL_ASYNC_ERROR_HANDLING", "0", true);
        // It would abort the process when a thread of its own is slow; Joyul has a watchdog.
        torch.set_env("TORCH_NCCL_ENABLE_MONITORING", "0", true);
        // Up to the number of ranks that there may be, one id is made, by rank 0.
        torch.set_env("TORCH_NCCL_RANKS_PER_ROOT", "4096", true);
    }

    private static ProcessGroupNCCL group(World world, PrivateStore store, Meeting meeting) {
        try (TensorScope scope = TensorScope.open()) {
            ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create(false);
            options.timeout(new Milliseconds(meeting.timeout().toMillis()));
            return scope.keep(new ProcessGroupNCCL(store.store(), world.rank(), world.size(), options));
        } catch (RuntimeException e) {
            store.close();
            throw NativeCalls.lost("rank " + world.rank() + " could not make its group", e);
        }
    }

    private void meet(Rendezvous rendezvous) {
        if (world.isLeader()) {
            // The first call makes the id, and returns when all ranks have it.
            CompletableFuture<Void> first =
                    CompletableFuture.runAsync(this::firstSum, task -> NativeCalls.startDaemon("nccl-connect", task));
            CompletableFuture<byte[]> id = CompletableFuture.supplyAsync(
                    () -> store.get(ID), task -> NativeCalls.startDaemon("nccl-id", task));
            // Whatever ends first: without peers the first call can only fail.
            CompletableFuture.anyOf(first, id).join();
            rendezvous.exchange(id.join());
            first.join();
        } else {
            List<byte[]> all = rendezvous.exchange(new byte[0]);
            store.set(ID, all.get(0));
            firstSum();
        }
    }

    private void firstSum() {
        try (Tensor one = Tensors.zeros(device, 1)) {
            allReduceSum(one);
        }
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Pending allReduceSumAsync(Tensor tensor) {
        FlatTensors.require(tensor);
        return begin("an all-reduce", tensor, placed -> {
            try (TensorVector tensors = new TensorVector(placed)) {
                return group.allreduce(tensors);
            }
        });
    }

    @Override
    public Pending broadcastAsync(Tensor tensor, int root) {
        FlatTensors.require(tensor);
        return begin("a broadcast", tensor, placed -> {
            try (TensorVector tensors = new TensorVector(placed);
                    BroadcastOptions options = new BroadcastOptions()) {
                return group.broadcast(tensors, options.rootRank(root));
            }
        });
    }

    private Pending begin(String what, Tensor tensor, Function<Tensor, Work> call) {
        if (!tensor.is_cpu()) {
            return calls.begin(what, () -> call.apply(tensor));
        }
        // Handles of the call's own: the caller's scope may end before it does.
        Tensor host = new Tensor(tensor).retainReference();
        Tensor placed = device.take(tensor).retainReference();
        Pending onDevice = calls.begin(what, () -> call.apply(placed));
        return () -> {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                onDevice.await();
                host.copy_(placed);
            } finally {
                placed.releaseReference();
                host.releaseReference();
            }
        };
    }

    /** Calls under way fail, here and at the other ranks. */
    @Override
    public void close() {
        calls.close(group::abort, () -> {
            group.close();
            store.close();
        });
    }
}
