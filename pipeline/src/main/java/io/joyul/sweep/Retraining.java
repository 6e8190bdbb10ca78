package io.joyul.sweep;

/**
 * One of the best trials, trained once more from the start with another seed.
 *
 * @param measure at its end
 * @param checkpoint its last one
 */
public record Retraining(int trial, long seed, Measure measure, Cost cost, String checkpoint) {}
