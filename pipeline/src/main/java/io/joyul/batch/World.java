package io.joyul.batch;

/**
 * Who a rank is among how many: the one vocabulary of topology.
 *
 * @param rank in [0, size)
 * @param size ranks in the group
 */
public record World(int rank, int size) {
    public World {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException("rank " + rank + " does not lie in a world of " + size);
        }
    }

    public static World single() {
        return new World(0, 1);
    }

    /** The rank that writes checkpoints and speaks to the driver. */
    public boolean isLeader() {
        return rank == 0;
    }
}
