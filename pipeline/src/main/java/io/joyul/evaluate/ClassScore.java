package io.joyul.evaluate;

import java.io.Serializable;

/**
 * How one class fared.
 *
 * @param name of the class
 * @param support examples of the class
 * @param predicted examples taken for the class
 */
public record ClassScore(String name, double precision, double recall, double f1, long support, long predicted)
        implements Serializable {}
