package io.joyul.preprocess;

import org.apache.spark.storage.StorageLevel;

/** How rows are held that are read more than once. */
public final class CachedRows {
    /**
     * On disk alone. A corpus may be larger than memory, and what of it lay there would be taken from the sorts, from the
     * counts of words and, in a local run, from the training of the vocabulary; read from disk it is in the system's page
     * cache as far as there is room.
     */
    public static final StorageLevel LEVEL = StorageLevel.DISK_ONLY();

    private CachedRows() {}
}
