package io.joyul.dllib;

import java.io.Serializable;

/** What a rank has to give when a task comes by. */
sealed interface Offer {
    /** Values to be summed over the ranks. */
    record Summand(float[] values) implements Offer {}

    /** A message for all ranks. */
    record Message(byte[] bytes) implements Offer {}

    /** The rank is done; it gives nothing any more. */
    record Result(Serializable value) implements Offer {}

    /** The rank has failed. */
    record Failure(Throwable cause) implements Offer {}
}
