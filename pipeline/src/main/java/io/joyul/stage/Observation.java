package io.joyul.stage;

import java.io.Serializable;

/**
 * How a training stage is watched.
 *
 * @param folder of its event files
 */
public record Observation(String folder) implements Serializable {}
