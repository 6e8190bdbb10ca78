package io.joyul.checkpoint;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.io.Serializable;
import java.util.UUID;

/**
 * The number of one attempt at a training stage, and its right to write checkpoints. The newest stands in {@code
 * generation.json} beside the checkpoints; whoever holds another one is a zombie of an earlier attempt.
 *
 * <p>An attempt writes in a folder of its own, named by the generation, and only a rename out of it makes a checkpoint.
 * The next attempt first writes its own number down and then takes that folder away. So a zombie that looked at the
 * number before it was replaced has either renamed before the next attempt began, or finds nothing to rename; and one
 * that looks later knows that it is over. On an object store, where a rename copies, a checkpoint's manifest is committed
 * last, under a name that only one can take, and the checksums tell of files that a zombie has written over.
 *
 * @param number counted from 1 in a folder of checkpoints
 * @param token a random one, for a folder may be emptied and counted anew while a zombie of the old count is alive
 */
public record Generation(int number, String token) implements Serializable {
    static final String FILE = "generation.json";

    private static final SealedJson FORMAT = new SealedJson("joyul-generation", 1);
    private static final String STAGING = ".generation-";
    private static final String DISCARDED = ".discarded-";

    /**
     * Begins the next attempt over a folder of checkpoints and shuts all earlier ones out. Only the driver does so, which
     * holds the lock of the output folder.
     */
    public static Generation begin(Storage storage, String folder) {
        String file = Storage.child(folder, FILE);
        int before = storage.exists(file) ? read(storage, file).number() : 0;
        Generation next =
                new Generation(before + 1, UUID.randomUUID().toString().substring(0, 8));
        storage.writeAtomically(file, FORMAT.seal(next));
        for (Storage.Entry entry : storage.list(folder)) {
            if (entry.name().startsWith(STAGING) || entry.name().startsWith(DISCARDED)) {
                discard(storage, folder, entry.path());
            }
        }
        storage.createFolder(next.staging(folder));
        return next;
    }

    /** The attempt has done its work; nothing is left of its folder. Said by the driver too. */
    public void end(Storage storage, String folder) {
        storage.delete(staging(folder));
    }

    private static Generation read(Storage storage, String file) {
        return FORMAT.open(file, storage.read(file), Generation.class);
    }

    /** Renamed first: a folder that is removed file by file could be renamed into a checkpoint meanwhile. */
    private static void discard(Storage storage, String folder, String path) {
        if (storage.copiesToRename(path)) {
            storage.delete(path);
            return;
        }
        String gone = Storage.child(folder, DISCARDED + UUID.randomUUID());
        try {
            storage.rename(path, gone);
        } catch (JoyulException e) {
            if (storage.exists(path)) {
                throw e;
            }
            return;
        }
        storage.delete(gone);
    }

    /**
     * Removes a checkpoint. It goes through this attempt's folder, so that a zombie, whose folder is gone, removes nothing.
     *
     * @throws JoyulException {@code RANK_FENCED} when a later attempt has begun
     */
    void remove(Storage storage, String folder, String checkpoint) {
        requireCurrent(storage, folder);
        if (storage.copiesToRename(checkpoint)) {
            // Without its manifest it is no checkpoint any more.
            storage.delete(Storage.child(checkpoint, CheckpointManifest.FILE));
            storage.delete(checkpoint);
            return;
        }
        String into = Storage.child(staging(folder), UUID.randomUUID().toString());
        try {
            storage.moveWithin(checkpoint, into);
        } catch (JoyulException e) {
            requireCurrent(storage, folder);
            throw e;
        }
        storage.delete(into);
    }

    /** Where this attempt writes what is not a checkpoint yet. */
    String staging(String folder) {
        return Storage.child(folder, STAGING + number + "-" + token);
    }

    /**
     * Makes sure that no later attempt has begun.
     *
     * @throws JoyulException {@code RANK_FENCED} when one has
     */
    public void requireCurrent(Storage storage, String folder) {
        String file = Storage.child(folder, FILE);
        Generation current = storage.exists(file) ? read(storage, file) : new Generation(0, "");
        if (!current.equals(this)) {
            throw new JoyulException(
                    ErrorCode.RANK_FENCED,
                    folder + ": attempt " + number + " is over, attempt " + current.number()
                            + " trains now; nothing was written");
        }
    }
}
