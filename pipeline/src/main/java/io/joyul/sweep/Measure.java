package io.joyul.sweep;

import java.io.Serializable;

/**
 * What the dev split said of a trial. Where one that may end early tells it at a budget, the figures are those of its best
 * epoch until there, whose weights it would deliver; those of a member of a population only at the last budget, since until
 * then it may be copied, as it is.
 *
 * @param globalStep optimizer steps that the trial had done
 * @param epochs that it had done, parts of one included
 */
public record Measure(int globalStep, double epochs, double devLoss, double accuracy) implements Serializable {}
