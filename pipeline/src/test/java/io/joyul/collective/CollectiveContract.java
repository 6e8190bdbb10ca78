package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Collective} must do. A test class of a collective extends this and says how a rank joins. */
@Timeout(120)
public abstract class CollectiveContract {
    private static final Duration NOTICED = Duration.ofSeconds(10);

    /** The numbers of ranks that the group is tried with. */
    protected abstract int[] sizes();

    /** Joins a group; called on each rank's thread. */
    protected abstract Collective join(World world, Rendezvous rendezvous);

    /** Brings a tensor to the device that the group works on. */
    protected Tensor place(Tensor host) {
        return host;
    }

    /** Brings a tensor back. */
    protected Tensor host(Tensor placed) {
        return placed;
    }

    @BeforeEach
    void prepare() {
        Libtorch.prepare(1);
    }

    /** One rank's part in a test. */
    @FunctionalInterface
    protected interface Part<T> {
        T play(Collective group) throws Exception;
    }

    /** Lets a group of ranks play, and gives what each came to. */
    protected <T> List<T> play(int size, Part<T> part) throws Exception {
        return RankThreads.run(size, (world, rendezvous) -> {
            try (Collective group = join(world, rendezvous)) {
                assertThat(group.world()).isEqualTo(world);
                return part.play(group);
            }
        });
    }

    private static float[] random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Whole numbers, whose sums are exact in any order. */
    private static float[] whole(int rank, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (rank + 1) * (i % 1013 - 506);
        }
        return values;
    }

    private static float[] wholeSum(int size, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = size * (size + 1) / 2 * (i % 1013 - 506);
        }
        return values;
    }

    private int several() {
        int most = IntStream.of(sizes()).max().orElseThrow();
        Assumptions.assumeTrue(most > 1, "this group has one rank");
        return Math.min(2, most);
    }

    @Test
    void sumsAreExactAtAnyLength() throws Exception {
        for (int size : sizes()) {
            int[] lengths = {1, 2, 3, 7, 16, 1023, 100_003};
            List<List<float[]>> sums = play(size, group -> {
                List<float[]> mine = new ArrayList<>();
                for (int length : lengths) {
                    Tensor tensor = place(Tensors.floats(whole(group.world().rank(), length), length));
                    group.allReduceSum(tensor);
                    mine.add(Tensors.toFloats(host(tensor)));
                }
                return mine;
            });
            for (List<float[]> ofRank : sums) {
                for (int i = 0; i < lengths.length; i++) {
                    assertThat(ofRank.get(i)).isEqualTo(wholeSum(size, lengths[i]));
                }
            }
        }
    }

    @Test
    void everyRankSeesTheSameBits() throws Exception {
        for (int size : sizes()) {
            List<float[]> sums = play(size, group -> {
                Tensor tensor = place(Tensors.floats(random(group.world().rank(), 4099), 4099));
                group.allReduceSum(tensor);
                return Tensors.toFloats(host(tensor));
            });
            for (float[] sum : sums) {
                assertThat(sum).isEqualTo(sums.get(0));
            }
        }
    }

    @Test
    void stretchesOfOneTensorAreSummedWhileOthersAreUnderWay() throws Exception {
        int stretches = 9;
        int length = 5003;
        for (int size : sizes()) {
            List<float[]> sums = play(size, group -> {
                Tensor flat =
                        place(Tensors.floats(whole(group.world().rank(), stretches * length), stretches * length));
                List<Pending> underWay = new ArrayList<>();
                for (int i = stretches - 1; i >= 0; i--) {
                    underWay.add(group.allReduceSumAsync(flat.narrow(0, (long) i * length, length)));
                }
                // In another order than they were begun in.
                for (int i = stretches - 1; i >= 0; i--) {
                    underWay.get(i).await();
                }
                return Tensors.toFloats(host(flat));
            });
            for (float[] sum : sums) {
                assertThat(sum).isEqualTo(wholeSum(size, stretches * length));
            }
        }
    }

    @Test
    void aBroadcastGivesWhatItsRootHas() throws Exception {
        for (int size : sizes()) {
            int length = 1001;
            List<float[]> all = play(size, group -> {
                Tensor flat = place(Tensors.floats(random(group.world().rank(), size * length), size * length));
                List<Pending> underWay = new ArrayList<>();
                for (int root = 0; root < size; root++) {
                    underWay.add(group.broadcastAsync(flat.narrow(0, (long) root * length, length), root));
                }
                underWay.forEach(Pending::await);
                return Tensors.toFloats(host(flat));
            });
            for (int root = 0; root < size; root++) {
                float[] mine = random(root, size * length);
                for (float[] values : all) {
                    for (int i = root * length; i < (root + 1) * length; i++) {
                        assertThat(values[i]).isEqualTo(mine[i]);
                    }
                }
            }
        }
    }

    @Test
    void eachRankHearsWhatEveryRankSays() throws Exception {
        for (int size : sizes()) {
            List<byte[]> said = IntStream.range(0, size)
                    .mapToObj(rank -> new byte[] {(byte) rank, Byte.MIN_VALUE, -1, 0, 1, Byte.MAX_VALUE})
                    .toList();
            for (List<byte[]> heard :
                    play(size, group -> group.gather(said.get(group.world().rank())))) {
                assertThat(heard).usingRecursiveComparison().isEqualTo(said);
            }
        }
    }

    @Test
    void aTreeOfRanksAddsUpNeighboursFirst() throws Exception {
        int length = 2051;
        for (int size : sizes()) {
            if (Integer.bitCount(size) > 1) {
                continue;
            }
            List<float[]> sums = play(size, group -> {
                Tensor tensor = place(Tensors.floats(random(group.world().rank(), length), length));
                group.sumInTree(tensor);
                return Tensors.toFloats(host(tensor));
            });
            float[] expected = tree(0, size, length);
            for (float[] sum : sums) {
                assertThat(sum).isEqualTo(expected);
            }
        }
    }

    private static float[] tree(int from, int to, int length) {
        if (to - from == 1) {
            return random(from, length);
        }
        float[] left = tree(from, (from + to) / 2, length);
        float[] right = tree((from + to) / 2, to, length);
        for (int i = 0; i < length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    @Test
    void aTreeOfAnyOtherNumberOfRanksIsRefused() throws Exception {
        for (int size : sizes()) {
            if (Integer.bitCount(size) > 1) {
                play(
                        size,
                        group -> assertThatThrownBy(() -> group.sumInTree(place(Tensors.zeros(3))))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("power of two"));
            }
        }
    }

    @Test
    void onlyContiguousFloatsAreSummed() throws Exception {
        play(1, group -> {
            assertThatThrownBy(() -> group.allReduceSum(place(Tensors.longs(new int[] {1}, 1))))
                    .isInstanceOf(IllegalArgumentException.class);
            return assertThatThrownBy(
                            () -> group.allReduceSum(place(Tensors.zeros(4, 4)).t()))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void aRankThatLeavesIsALostRankToTheOthersWithinSeconds() throws Exception {
        int size = several();
        play(size, group -> {
            group.allReduceSum(place(Tensors.zeros(8)));
            if (group.world().rank() > 0) {
                return Duration.ZERO;
            }
            long left = System.nanoTime();
            assertThatThrownBy(() -> {
                        // A first call may still be answered by what the other had sent before.
                        for (int i = 0; i < 3; i++) {
                            group.allReduceSum(place(Tensors.zeros(100_000)));
                        }
                    })
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST));
            Duration noticed = Duration.ofNanos(System.nanoTime() - left);
            assertThat(noticed).isLessThan(NOTICED);
            return noticed;
        });
    }

    @Test
    void closingWithCallsUnderWayDoesNotHang() throws Exception {
        int size = several();
        CountDownLatch closed = new CountDownLatch(1);
        List<Duration> closing = RankThreads.run(size, (world, rendezvous) -> {
            Collective group = join(world, rendezvous);
            Tensor tensor = place(Tensors.zeros(200_000));
            group.allReduceSum(tensor);
            if (world.isLeader()) {
                List<Pending> underWay = List.of(group.allReduceSumAsync(tensor), group.allReduceSumAsync(tensor));
                long began = System.nanoTime();
                group.close();
                closed.countDown();
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertThatThrownBy(() -> underWay.get(0).await()).isInstanceOf(JoyulException.class);
                assertThatThrownBy(() -> group.allReduceSum(tensor)).isInstanceOf(JoyulException.class);
                return took;
            }
            closed.await();
            long began = System.nanoTime();
            group.close();
            return Duration.ofNanos(System.nanoTime() - began);
        });
        assertThat(closing).allSatisfy(took -> assertThat(took).isLessThan(NOTICED));
    }

    @Test
    void groupsComeAndGo() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int size : sizes()) {
                play(size, group -> {
                    group.allReduceSum(place(Tensors.zeros(5)));
                    return group.world().rank();
                });
            }
        }
    }
}
