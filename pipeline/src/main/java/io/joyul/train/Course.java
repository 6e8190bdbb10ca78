package io.joyul.train;

import java.io.Serializable;

/**
 * How long and how fast a stage trains.
 *
 * @param epochs at most
 * @param learningRate the peak
 * @param stopping when it ends before its last epoch
 */
public record Course(int epochs, double learningRate, LearningRateSchedule schedule, EarlyStopping stopping)
        implements Serializable {}
