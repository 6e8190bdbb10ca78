package io.joyul.dllib;

import java.io.Serializable;

/** What a task brings to its rank before it takes what the rank gives next. */
sealed interface Delivery extends Serializable {
    Delivery NOTHING = new Nothing();

    /** The rank has got all that there is. */
    record Nothing() implements Delivery {}

    /**
     * A sum, to be fetched out of the slices.
     *
     * @param length of the vector
     */
    record Sum(Slices slices, int length) implements Delivery {}

    /** The messages of all ranks. */
    record Messages(byte[][] all) implements Delivery {}
}
