package io.joyul.dllib;

import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import java.io.Serializable;

/**
 * What a rank does from when it is started to its end.
 *
 * @param <T> what it comes to; it travels to the driver
 */
@FunctionalInterface
interface RankBody<T extends Serializable> extends Serializable {
    /**
     * Called on the rank's thread.
     *
     * @param host that the rank lives on
     * @param rendezvous how it meets the others; {@link DllibProvider} makes a group of it
     */
    T live(World world, String host, Rendezvous rendezvous) throws Exception;
}
