package io.joyul.train;

import java.io.Serializable;

/**
 * How a training stage ended.
 *
 * @param checkpoint path of the last checkpoint
 * @param globalStep optimizer steps done
 * @param history over all attempts
 * @param parameters trained
 */
public record TrainingResult(String checkpoint, int globalStep, TrainingHistory history, long parameters)
        implements Serializable {}
