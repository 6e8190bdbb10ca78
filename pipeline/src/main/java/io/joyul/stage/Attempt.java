package io.joyul.stage;

import io.joyul.checkpoint.Generation;
import io.joyul.collective.Credentials;
import java.io.Serializable;

/**
 * One start of a training stage.
 *
 * @param ranks as many as the cluster had room for; the run file's global batch stays
 * @param resumeFrom the checkpoint that it goes on from, or {@link #FROM_THE_START}; one for all ranks, so that none that
 *     appears meanwhile can split the group
 * @param credentials that let its ranks, and nobody else, into their group
 */
record Attempt(Generation generation, int ranks, String resumeFrom, Credentials credentials) implements Serializable {
    /** In place of a checkpoint: there is none. */
    static final String FROM_THE_START = "";

    boolean startsAnew() {
        return resumeFrom.equals(FROM_THE_START);
    }
}
