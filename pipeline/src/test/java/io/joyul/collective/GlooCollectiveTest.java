package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class GlooCollectiveTest extends CollectiveContract {
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    /** The other rank, in a JVM of its own: a few sums, then a wait to be killed. */
    static final class Peer {
        private Peer() {}

        public static void main(String[] arguments) throws Exception {
            try (Collective group = join(Path.of(arguments[0]), 1)) {
                for (int round = 0; round < ROUNDS; round++) {
                    Tensor tensor = Tensors.floats(new float[] {10, 20, 30}, 3);
                    group.allReduceSum(tensor);
                }
                TimeUnit.MINUTES.sleep(5);
            }
        }
    }

    @Override
    protected int[] sizes() {
        return new int[] {1, 2, 3, 4};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        return GlooCollective.connect(world, "127.0.0.1", rendezvous, Duration.ofSeconds(60));
    }

    private static GlooCollective join(Path folder, int rank) {
        Libtorch.prepare(1);
        return GlooCollective.connect(
                new World(rank, 2), "127.0.0.1", message -> exchange(folder, rank, message), Duration.ofSeconds(60));
    }

    /** A rendezvous over files: what Spark's allGather does over RPC. */
    private static List<byte[]> exchange(Path folder, int rank, byte[] message) {
        try {
            Path unfinished = Files.write(folder.resolve("unfinished-" + rank), message);
            Files.move(unfinished, folder.resolve("rank-" + rank), StandardCopyOption.ATOMIC_MOVE);
            List<byte[]> all = new ArrayList<>();
            for (int other = 0; other < 2; other++) {
                while (!Files.exists(folder.resolve("rank-" + other))) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                all.add(Files.readAllBytes(folder.resolve("rank-" + other)));
            }
            return all;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Timeout(120)
    void twoProcessesAddUpAndAKilledOneIsNoticedAtOnce() throws Exception {
        Process peer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Peer.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        try (Collective group = join(folder, 0)) {
            for (int round = 0; round < ROUNDS; round++) {
                Tensor tensor = Tensors.floats(new float[] {1, 2, 3}, 3);
                group.allReduceSum(tensor);
                assertThat(Tensors.toFloats(tensor)).containsExactly(11, 22, 33);
            }
            peer.destroyForcibly().waitFor();
            long killed = System.nanoTime();
            assertThatThrownBy(() -> group.allReduceSum(Tensors.floats(new float[] {1}, 1)))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST))
                    .hasMessageContaining("rank 0 lost its group of 2");
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(10));
        } finally {
            peer.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void groupsThatAreGoneLeaveNoThreads() throws Exception {
        groupsComeAndGo();
        int before = threads();
        groupsComeAndGo();
        // Some of the JVM's own come and go.
        assertThat(threads()).isLessThan(before + 10);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void joinsThatFailLeaveNoThreads() throws Exception {
        joinsFail(2);
        int before = threads();
        joinsFail(20);
        assertThat(threads()).isLessThan(before + 10);
    }

    private void joinsFail(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            RankThreads.run(2, (world, rendezvous) -> {
                if (world.isLeader()) {
                    assertThatThrownBy(() -> join(world, rendezvous))
                            .isInstanceOfSatisfying(
                                    JoyulException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST));
                } else {
                    connectAndLeave(world, rendezvous);
                }
                return world.rank();
            });
        }
    }

    /** Leaves before the first sum, in which all who join meet. */
    private static void connectAndLeave(World world, Rendezvous rendezvous) {
        Duration limit = Duration.ofSeconds(60);
        try (PrivateStore store = PrivateStore.open(world, limit)) {
            CompletableFuture<ProcessGroupGloo> connecting =
                    CompletableFuture.supplyAsync(() -> GlooCollective.group(world, "127.0.0.1", store, limit));
            List<byte[]> addresses = rendezvous.exchange(store.get("0/" + world.rank()));
            store.set("0/0", addresses.get(0));
            connecting.join().close();
        }
    }

    @Test
    void aJoinWithoutAMeetingIsGivenUp() {
        assertThatThrownBy(() -> GlooCollective.connect(
                        new World(0, 2),
                        "127.0.0.1",
                        message -> {
                            throw new IllegalStateException("nobody came");
                        },
                        Duration.ofSeconds(1)))
                .hasMessage("nobody came");
    }

    /** The JVM counts its own alone. */
    private static int threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.count();
        }
    }
}
