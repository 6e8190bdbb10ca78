package io.joyul.collective;

/**
 * Makes one kind of group. Implementations are found by {@link java.util.ServiceLoader}, so a jar beside Joyul's adds a
 * kind by naming its provider in {@code META-INF/services/io.joyul.collective.CollectiveProvider}.
 */
public interface CollectiveProvider {
    /** What {@code training.collective} calls it. */
    String name();

    /**
     * Joins the group; returns when all ranks have.
     *
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank does not come
     */
    Collective connect(Meeting meeting);
}
