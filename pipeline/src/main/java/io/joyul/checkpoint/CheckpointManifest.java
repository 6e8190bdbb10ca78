package io.joyul.checkpoint;

import io.joyul.storage.SealedJson;
import io.joyul.train.TrainingHistory;
import java.util.Map;

/**
 * What {@code checkpoint.json} says.
 *
 * @param version of the layout
 * @param fingerprint of everything that decides the weights: a run goes on only from checkpoints with its own
 * @param generation the attempt that wrote it
 * @param globalStep optimizer steps done
 * @param epoch the epoch under way, counted from 0
 * @param stepInEpoch steps of it that are done
 * @param seed of the run, the whole of its random state
 * @param files SHA-256 by file name
 */
public record CheckpointManifest(
        int version,
        String fingerprint,
        int generation,
        int globalStep,
        int epoch,
        int stepInEpoch,
        long seed,
        TrainingHistory history,
        Map<String, String> files) {

    /** The layout that this build reads and writes. */
    public static final SealedJson FORMAT = new SealedJson("joyul-checkpoint", 3);

    /** The file that makes a folder a checkpoint. */
    public static final String FILE = "checkpoint.json";

    public CheckpointManifest {
        files = Map.copyOf(files);
    }
}
