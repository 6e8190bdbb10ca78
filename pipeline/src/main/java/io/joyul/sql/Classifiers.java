package io.joyul.sql;

import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.TextClassifier;
import io.joyul.model.BertConfig;
import io.joyul.storage.Storage;
import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The classifiers of this JVM: each is loaded once, whatever the number of tasks, and the last few stay. */
final class Classifiers {
    /** Those that nobody uses are closed when there are more, least recently used first. */
    private static final int KEPT = 2;

    private static final Map<Folder, Loaded> LOADED = new LinkedHashMap<>(KEPT, 0.75f, true);

    private Classifiers() {}

    /**
     * A folder as it was when a query was analysed. One whose weights were written anew is another to later queries.
     *
     * @param modified when its weights were written
     */
    record Folder(String path, long modified) implements Serializable {}

    private static final class Loaded {
        private final TextClassifier classifier;
        private int users;

        Loaded(TextClassifier classifier) {
            this.classifier = classifier;
        }
    }

    /** The use of a classifier, until it is closed. */
    record Lease(Folder folder, TextClassifier classifier) implements AutoCloseable {
        @Override
        public void close() {
            giveBack(folder);
        }
    }

    /**
     * Looks at the small files of a folder, so that one which cannot be used is found before a task is.
     *
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND}, {@code MODEL_UNSUPPORTED} or {@code FILE_CORRUPT}
     */
    static Folder find(String path) {
        Storage storage = storage();
        BertConfig config = ModelFiles.config(storage, path);
        if (config.labels().isEmpty()) {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED, path + ": holds no classifier, its config.json has no id2label");
        }
        return storage.list(path).stream()
                .filter(file -> file.name().equals(ModelFiles.WEIGHTS))
                .map(file -> new Folder(storage.absolute(path), file.modified()))
                .findFirst()
                .orElseThrow(() ->
                        new JoyulException(ErrorCode.CHECKPOINT_NOT_FOUND, path + ": holds no " + ModelFiles.WEIGHTS));
    }

    /** Loads what is not there yet; other threads that want one wait. */
    static synchronized Lease borrow(Folder folder) {
        Loaded loaded = LOADED.get(folder);
        if (loaded == null) {
            makeRoom();
            loaded = new Loaded(TextClassifier.open(storage(), folder.path()));
            LOADED.put(folder, loaded);
        }
        loaded.users++;
        return new Lease(folder, loaded.classifier);
    }

    private static synchronized void giveBack(Folder folder) {
        Loaded loaded = LOADED.get(folder);
        if (loaded != null) {
            loaded.users--;
        }
    }

    private static void makeRoom() {
        Iterator<Loaded> oldestFirst = LOADED.values().iterator();
        while (LOADED.size() >= KEPT && oldestFirst.hasNext()) {
            Loaded oldest = oldestFirst.next();
            if (oldest.users == 0) {
                oldestFirst.remove();
                oldest.classifier.close();
            }
        }
    }

    private static Storage storage() {
        return Storage.of(Storage.properties(SparkHadoopUtil.get().conf()));
    }
}
