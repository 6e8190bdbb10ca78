package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.tensor.Device;
import java.time.Duration;

/**
 * What a rank knows when it joins its group.
 *
 * @param world who it is among how many
 * @param host the name or address under which the other ranks reach this one
 * @param rendezvous how it swaps messages with the others before there is a group
 * @param timeout of joining and of each later call
 * @param credentials that all ranks of the group have; groups that authenticate nobody leave them unread
 * @param device that this rank computes on
 */
public record Meeting(
        World world, String host, Rendezvous rendezvous, Duration timeout, Credentials credentials, Device device) {
    /** That of a rank on the CPU. */
    public Meeting(World world, String host, Rendezvous rendezvous, Duration timeout, Credentials credentials) {
        this(world, host, rendezvous, timeout, credentials, Device.CPU);
    }
}
