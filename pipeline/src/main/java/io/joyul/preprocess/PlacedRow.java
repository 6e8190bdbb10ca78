package io.joyul.preprocess;

import java.io.Serializable;

/** A row with its place among the rows of its split, which depends on the seed and the row alone. */
public interface PlacedRow extends Serializable {
    Split split();

    /** Where the row stands, drawn from the run's seed and the id. */
    long order();

    /** Tells rows of equal order apart: a hash of the text. */
    long tieBreak();
}
