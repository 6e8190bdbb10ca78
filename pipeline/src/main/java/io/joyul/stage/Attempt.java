package io.joyul.stage;

import io.joyul.checkpoint.Generation;
import io.joyul.collective.Credentials;
import java.io.Serializable;

/**
 * One start of a training stage.
 *
 * @param ranks as many as the cluster had room for; the run file's global batch stays
 * @param credentials that let its ranks, and nobody else, into their group
 */
record Attempt(Generation generation, int ranks, Credentials credentials) implements Serializable {}
