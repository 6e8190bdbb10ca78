package io.joyul.stage;

import io.joyul.checkpoint.Generation;
import java.io.Serializable;

/**
 * One start of a training stage.
 *
 * @param ranks as many as the cluster had room for; the run file's global batch stays
 */
record Attempt(Generation generation, int ranks) implements Serializable {}
