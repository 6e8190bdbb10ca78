package io.joyul.stage;

import io.joyul.preprocess.Split;
import io.joyul.shard.ShardManifest.Kind;
import java.io.Serializable;

/**
 * The files of one split in one shard folder, which are still to be written.
 *
 * @param source the rows that they are made of
 * @param split what the manifest calls them
 * @param files how many the rows are dealt to
 * @param first the number of the first one among all files of the job
 */
record ShardSet(Kind kind, String folder, Split source, String split, int files, int first) implements Serializable {
    /** The file that a row goes to, by the job's numbering; rows in the order of the files are in order throughout. */
    int file(long order) {
        // The high half of the product deals the whole range of an unsigned number out evenly.
        long unsignedHigh = Math.multiplyHigh(order, files) + (order < 0 ? files : 0);
        return first + (int) unsignedHigh;
    }
}
