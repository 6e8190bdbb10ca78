package io.joyul.preprocess;

/** A row that examples are made of: once, more than once or not at all, as its class and source are sampled. */
public interface SampledRow extends PlacedRow {
    /** The row's number in the input, or a hash of its text. */
    long id();

    /** Its class, and the source that it is from. */
    RowGroup group();

    /** Examples that come of it each time that it is taken. */
    int exampleCount();
}
