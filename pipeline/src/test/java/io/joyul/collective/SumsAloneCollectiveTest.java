package io.joyul.collective;

import io.joyul.batch.World;
import java.time.Duration;
import org.bytedeco.pytorch.Tensor;

/** The contract for a group that can do nothing but sum, so that the calls made of sums are tried as well. */
final class SumsAloneCollectiveTest extends CollectiveContract {
    @Override
    protected int[] sizes() {
        return new int[] {1, 2, 3, 4};
    }

    @Override
    protected Collective join(World world, Rendezvous rendezvous) {
        Collective gloo = Collectives.connect(
                "gloo",
                new Meeting(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30), Credentials.make(Wire.CLEAR)));
        return new Collective() {
            @Override
            public World world() {
                return gloo.world();
            }

            @Override
            public Pending allReduceSumAsync(Tensor tensor) {
                return gloo.allReduceSumAsync(tensor);
            }

            @Override
            public void close() {
                gloo.close();
            }
        };
    }
}
