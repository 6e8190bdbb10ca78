package io.joyul.dllib;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.CollectiveContract;
import io.joyul.collective.Collectives;
import io.joyul.collective.Credentials;
import io.joyul.collective.Meeting;
import io.joyul.collective.Rendezvous;
import io.joyul.collective.Wire;
import io.joyul.error.JoyulException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ranks of a real group lend their collectives to the threads of the battery. */
final class DllibCollectiveTest extends CollectiveContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Collectives that ranks lend, by the name of their group and rank. */
    private static final Map<String, BlockingQueue<Collective>> LENT = new ConcurrentHashMap<>();

    private static SparkSession spark;

    @BeforeAll
    static void startSpark() {
        spark = SparkSession.builder()
                .appName("dllib-test")
                .master("local[4]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @Override
    protected int[] sizes() {
        return new int[] {1, 2, 3, 4};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        byte[] mine = world.isLeader() ? UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8) : new byte[0];
        String name = new String(rendezvous.exchange(mine).get(0), StandardCharsets.UTF_8);
        if (world.isLeader()) {
            drive(name, world.size());
        }
        try {
            Collective lent = lent(name, world.rank()).poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (lent == null) {
                throw new IllegalStateException("rank " + world.rank() + " did not come");
            }
            return lent;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BlockingQueue<Collective> lent(String name, int rank) {
        return LENT.computeIfAbsent(name + rank, key -> new LinkedBlockingQueue<>());
    }

    private static void drive(String name, int ranks) {
        Thread driver = new Thread(() -> {
            try {
                new RankGroup<Integer>(spark.sparkContext(), ranks).run(new Lending(name));
            } catch (JoyulException ignored) {
                // Its ranks are told, and the battery looks at these.
            }
        });
        driver.setDaemon(true);
        driver.start();
    }

    /** Lives as long as its collective is open. */
    private record Lending(String name) implements RankBody<Integer> {
        @Override
        public Integer live(World world, String host, Rendezvous rendezvous) throws Exception {
            CountDownLatch closed = new CountDownLatch(1);
            Collective group = Collectives.connect(
                    "dllib", new Meeting(world, host, rendezvous, TIMEOUT, Credentials.make(Wire.CLEAR)));
            lent(name, world.rank()).add(new Lent(group, closed));
            closed.await();
            return world.rank();
        }
    }

    private record Lent(Collective group, CountDownLatch closed) implements Collective {
        @Override
        public World world() {
            return group.world();
        }

        @Override
        public io.joyul.collective.Pending allReduceSumAsync(Tensor tensor) {
            return group.allReduceSumAsync(tensor);
        }

        @Override
        public void close() {
            group.close();
            closed.countDown();
        }
    }

    @Test
    void ranksThatSomethingElseDrivesAreRefused() {
        Meeting elsewhere = new Meeting(World.single(), "127.0.0.1", List::of, TIMEOUT, Credentials.make(Wire.CLEAR));
        assertThatThrownBy(() -> Collectives.connect("dllib", elsewhere))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("the driver drives");
    }
}
