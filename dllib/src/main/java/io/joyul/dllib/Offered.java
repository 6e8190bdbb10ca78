package io.joyul.dllib;

import java.io.Serializable;

/** What the driver hears of a rank's {@link Offer}; values to sum stay in Spark's block manager. */
sealed interface Offered extends Serializable {
    /**
     * A summand, which has been put down if there was room.
     *
     * @param length of the summand
     * @param size of the parameter that it was put down in; 0 when there is none of a fitting size yet
     */
    record Summand(int length, int size) implements Offered {}

    /** A message for all ranks. */
    record Message(byte[] bytes) implements Offered {}

    /** What a rank has come to. */
    record Result(Serializable value) implements Offered {}
}
