package io.joyul.batch;

/**
 * Who computes which part of a step. A step is cut, in the order of its rows, into micro-batches, the slots; each rank
 * takes as many slots that follow one another as the others, one more here and there. A step that is smaller than the
 * others has as many slots, each smaller.
 *
 * @param order of the epoch that is cut
 * @param microBatch rows in one slot of a whole step
 */
record SlotPlan(EpochPlan order, int microBatch, World world) {
    SlotPlan {
        if (microBatch < 1) {
            throw new IllegalArgumentException("a micro-batch of " + microBatch + " rows holds nothing");
        }
    }

    private int slots() {
        return (order.globalBatch() + microBatch - 1) / microBatch;
    }

    /** This rank's first slot. */
    int firstSlot() {
        return (int) ((long) slots() * world.rank() / world.size());
    }

    /** The slot behind this rank's last; equal to its first for a rank that has none. */
    int endSlot() {
        return (int) ((long) slots() * (world.rank() + 1) / world.size());
    }

    private int start(int slot) {
        return Math.min(slot * microBatch, order.globalBatch());
    }

    /** Whether a slot takes rows of a lane. */
    boolean takes(int slot, int lane) {
        return start(slot) < order.laneStart(lane + 1) && start(slot + 1) > order.laneStart(lane);
    }

    /** Whether this rank takes rows of a lane. */
    boolean takes(int lane) {
        return firstSlot() < endSlot()
                && start(firstSlot()) < order.laneStart(lane + 1)
                && start(endSlot()) > order.laneStart(lane);
    }

    /**
     * Where a slot begins in what a lane gives to a step; it ends where the next slot begins.
     *
     * @param items that the lane gives
     */
    int cut(int slot, int lane, int items) {
        int from = order.laneStart(lane);
        int to = order.laneStart(lane + 1);
        int at = Math.max(from, Math.min(start(slot), to));
        return (int) ((long) items * (at - from) / (to - from));
    }
}
