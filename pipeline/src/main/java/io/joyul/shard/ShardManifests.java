package io.joyul.shard;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Commits and loads the manifest of a shard folder. */
public final class ShardManifests {
    /** The version of {@link ShardManifest} that this build reads and writes. */
    public static final int VERSION = 2;

    /** The file that makes a folder one of shards. */
    public static final String NAME = "manifest.json";

    private static final SealedJson FORMAT = new SealedJson("joyul-shards", VERSION);

    private ShardManifests() {}

    /**
     * Makes the files that the manifest names the content of the folder, all at once; of several writers one wins. Other
     * data files, which attempts of tasks that failed or were overtaken have left, are removed.
     *
     * @throws JoyulException {@code STORAGE_FAILED} when a file is not there at its full length, {@code STORAGE_FULL},
     *     {@code OUTPUT_IN_USE} when there is a manifest
     */
    public static void commit(Storage storage, String folder, ShardManifest manifest) {
        Map<String, Long> lengths = new HashMap<>();
        storage.list(folder).forEach(entry -> lengths.put(entry.name(), entry.length()));
        for (ShardFile file : manifest.files()) {
            Long length = lengths.get(file.name());
            if (length == null || length != file.bytes()) {
                throw new JoyulException(
                        ErrorCode.STORAGE_FAILED,
                        Storage.child(folder, file.name()) + ": written with " + file.bytes() + " bytes, but "
                                + (length == null ? "no longer there" : length + " are there") + " at the commit");
            }
        }
        if (!storage.commit(path(folder), FORMAT.seal(manifest))) {
            throw new JoyulException(
                    ErrorCode.OUTPUT_IN_USE,
                    path(folder) + ": another run has written these shards meanwhile; give this one another output");
        }
        manifest.files().forEach(file -> lengths.remove(file.name()));
        lengths.keySet().stream()
                .filter(name -> name.endsWith(ShardWriter.EXTENSION))
                .forEach(name -> storage.delete(Storage.child(folder, name)));
    }

    /** Removes a folder of shards, the manifest first: what is left of it halfway is no shards. */
    public static void remove(Storage storage, String folder) {
        storage.delete(path(folder));
        storage.delete(folder);
    }

    /**
     * The manifest of a committed folder.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND} when nothing was committed here, {@code FILE_CORRUPT}, {@code
     *     FILE_TOO_OLD} or {@code FILE_TOO_NEW}
     */
    public static ShardManifest load(Storage storage, String folder) {
        String path = path(folder);
        if (!storage.exists(path)) {
            throw new JoyulException(
                    ErrorCode.INPUT_NOT_FOUND,
                    path + ": there is no such file, so this folder holds no finished shards; make them with ./joyul"
                            + " preprocess FILE");
        }
        ShardManifest manifest = FORMAT.open(path, storage.read(path), ShardManifest.class);
        check(path, manifest);
        return manifest;
    }

    private static void check(String path, ShardManifest manifest) {
        if (manifest.blockRows() < 1) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, path + ": says that a block has " + manifest.blockRows() + " rows");
        }
        Set<String> names = new HashSet<>();
        for (ShardFile file : manifest.files()) {
            String name = file.name();
            if (name.isEmpty() || name.contains("/") || name.contains(":") || name.startsWith(".")) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT, path + ": names a file outside its own folder, '" + name + "'");
            }
            if (!names.add(name)) {
                throw new JoyulException(ErrorCode.FILE_CORRUPT, path + ": names the file '" + name + "' twice");
            }
        }
    }

    private static String path(String folder) {
        return Storage.child(folder, NAME);
    }
}
