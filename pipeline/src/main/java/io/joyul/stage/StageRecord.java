package io.joyul.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;

/**
 * What the ledger knows of one stage: the content of {@code stages/NAME.json}.
 *
 * @param fingerprint of everything the stage depends on
 * @param done whether it has ended; a stage that has only begun may go on from its checkpoints
 * @param seconds that it took; of the last attempt, where there were several
 * @param outputs paths that were there when it ended
 * @param result the stage's result record; JSON null until it is done
 */
record StageRecord(
        String stage, String fingerprint, boolean done, double seconds, List<String> outputs, JsonNode result) {
    StageRecord {
        outputs = List.copyOf(outputs);
    }

    static StageRecord begun(String stage, String fingerprint) {
        return new StageRecord(stage, fingerprint, false, 0, List.of(), NullNode.getInstance());
    }
}
