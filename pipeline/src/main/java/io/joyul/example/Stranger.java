package io.joyul.example;

import java.io.Serializable;

/**
 * Another row of the same split, to draw what is wrong from.
 *
 * @param text a document, or the right answer of a ranking
 */
public record Stranger(long id, String text) implements Serializable {}
