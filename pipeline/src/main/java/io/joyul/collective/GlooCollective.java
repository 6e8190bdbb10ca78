package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
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
    private final World world;
    private final Path storeFile;
    private final FileStore store;
    private final ProcessGroupGloo group;

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
            return new GlooCollective(world, file, store, connecting.join());
        } catch (CompletionException e) {
            throw lost("rank " + world.rank() + " could not reach its peers from " + host, e);
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
    public void allReduceSum(Tensor tensor) {
        if (!tensor.is_contiguous() || tensor.scalar_type().intern() != torch.ScalarType.Float) {
            throw new IllegalArgumentException("only contiguous float32 tensors are summed over ranks");
        }
        try (TensorVector tensors = new TensorVector(tensor);
                Work work = group.allreduce(tensors)) {
            work._wait();
        } catch (RuntimeException e) {
            throw lost("rank " + world.rank() + " lost its group of " + world.size() + " during an all-reduce", e);
        }
    }

    private static JoyulException lost(String what, RuntimeException e) {
        String cause = String.valueOf(e.getMessage());
        int end = cause.indexOf('\n');
        return new JoyulException(
                ErrorCode.RANK_LOST, what + " (" + (end < 0 ? cause : cause.substring(0, end)) + ")", e);
    }

    @Override
    public void close() {
        group.close();
        store.close();
        try {
            Files.deleteIfExists(storeFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
