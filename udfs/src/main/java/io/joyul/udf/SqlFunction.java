package io.joyul.udf;

import java.io.Serializable;

/** A function of SQL: what it is called, takes and gives, and who does the work. */
public interface SqlFunction extends Serializable {
    /** The name of the method that {@link #rows} promises. */
    String METHOD = "call";

    Signature signature();

    /**
     * The object that does the work: of a public class with a public method {@link #METHOD}, which takes the arguments
     * that are no constants, in their order and in Spark's own types, and is never given a null.
     *
     * @throws io.joyul.error.JoyulException when a constant cannot be used
     * @throws IllegalArgumentException likewise
     */
    Serializable rows(Constants constants);
}
