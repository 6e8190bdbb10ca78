package io.joyul.train;

import java.io.Serializable;

/**
 * How a training stage ended.
 *
 * @param checkpoint path of the last checkpoint, or of the best where the stage may end early
 * @param globalStep optimizer steps done
 * @param history over all attempts
 * @param parameters of the model
 * @param trained of these; the others are frozen
 */
public record TrainingResult(String checkpoint, int globalStep, TrainingHistory history, long parameters, long trained)
        implements Serializable {}
