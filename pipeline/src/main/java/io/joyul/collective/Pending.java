package io.joyul.collective;

/** A call that is under way. Its tensors are neither read nor written until it has been awaited. */
@FunctionalInterface
public interface Pending {
    /** A call that has nothing left to do. */
    Pending DONE = () -> {};

    /**
     * Returns when the call is over; every call is awaited once.
     *
     * @throws io.joyul.error.JoyulException with {@code RANK_LOST} when a rank is gone
     */
    void await();
}
