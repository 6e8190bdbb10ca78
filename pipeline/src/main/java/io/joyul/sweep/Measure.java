package io.joyul.sweep;

import java.io.Serializable;

/**
 * What the dev split said of a trial.
 *
 * @param globalStep optimizer steps that the trial had done
 * @param epochs that it had done, parts of one included
 */
public record Measure(int globalStep, double epochs, double devLoss, double accuracy) implements Serializable {}
