package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.Device;
import io.joyul.tensor.NcclBridge;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Sums over all GPUs of this process by NCCL once, a thread to each, and says how fast; for a machine that is new. */
public final class NcclTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ELEMENTS = 10_000_000;
    private static final int ROUNDS = 10;

    private NcclTrial() {}

    /**
     * What came of it.
     *
     * @param right whether every rank had the right sum
     * @param milliseconds of one sum of ten million floats
     */
    public record Outcome(boolean right, double milliseconds) {}

    /** Why there can be no trial; nothing when there can. */
    public static Optional<String> missing() {
        return NcclBridge.missing();
    }

    /**
     * Sums over ranks in threads of this process.
     *
     * @param ranks one to a GPU, from the first on
     * @throws io.joyul.error.JoyulException when a rank cannot join or is lost
     */
    public static Outcome run(int ranks) {
        CyclicBarrier barrier = new CyclicBarrier(ranks);
        AtomicReferenceArray<byte[]> messages = new AtomicReferenceArray<>(ranks);
        Credentials credentials = Credentials.make(Wire.OPEN);
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < ranks; i++) {
            World world = new World(i, ranks);
            Rendezvous rendezvous = mine -> {
                messages.set(world.rank(), mine);
                pass(barrier);
                return IntStream.range(0, ranks).mapToObj(messages::get).toList();
            };
            Meeting meeting =
                    new Meeting(world, "127.0.0.1", rendezvous, PATIENCE, credentials, Device.cuda(world.rank()));
            all.add(CompletableFuture.supplyAsync(
                    () -> rank(meeting), task -> NativeCalls.startDaemon("nccl-trial-" + world.rank(), task)));
        }
        List<Outcome> outcomes = all.stream().map(CompletableFuture::join).toList();
        return new Outcome(
                outcomes.stream().allMatch(Outcome::right),
                outcomes.stream().mapToDouble(Outcome::milliseconds).max().orElseThrow());
    }

    private static Outcome rank(Meeting meeting) {
        int ranks = meeting.world().size();
        try (NcclCollective group = NcclCollective.connect(meeting);
                TensorScope scope = TensorScope.open()) {
            Tensor tensor = Tensors.zeros(meeting.device(), ELEMENTS);
            tensor.fill_(Tensors.scalar(meeting.world().rank() + 1));
            group.allReduceSum(tensor);
            double mean = tensor.mean().item_double();
            long began = System.nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                group.allReduceSum(tensor);
            }
            return new Outcome(
                    Math.abs(mean - ranks * (ranks + 1) / 2.0) < 1e-3, (System.nanoTime() - began) / 1e6 / ROUNDS);
        }
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the ranks did not meet", e);
        }
    }
}
