package io.joyul.udf;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tokenize.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json} on any Hadoop file system, as it was when a query was analysed. Each JVM reads it once; one
 * that was written anew is another to later queries.
 */
final class TokenizerFile implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "tokenizer.json";
    /** Tokenizers kept in a JVM, those used least recently dropped first. */
    private static final int KEPT = 16;

    private record Stamp(String path, long length, long modified) implements Serializable {}

    private static final Map<Stamp, Tokenizer> READ = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Stamp, Tokenizer> eldest) {
            return size() > KEPT;
        }
    };

    private final Stamp stamp;
    private transient volatile @Nullable Tokenizer tokenizer;

    private TokenizerFile(Stamp stamp) {
        this.stamp = stamp;
    }

    /**
     * The tokenizer at a path, or in a folder such as a checkpoint's; it is read at once, so that one which cannot be
     * used is found here.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code STORAGE_FAILED}, {@code FILE_CORRUPT} or {@code
     *     TOKENIZER_UNSUPPORTED}
     */
    static TokenizerFile at(String path) {
        try {
            Path given = new Path(path);
            FileSystem files = given.getFileSystem(SparkHadoopUtil.get().conf());
            FileStatus status = files.getFileStatus(given);
            if (status.isDirectory()) {
                status = files.getFileStatus(new Path(given, NAME));
            }
            TokenizerFile file = new TokenizerFile(
                    new Stamp(status.getPath().toString(), status.getLen(), status.getModificationTime()));
            file.tokenizer();
            return file;
        } catch (IOException | IllegalArgumentException e) {
            throw failure(path, e);
        }
    }

    Tokenizer tokenizer() {
        Tokenizer known = tokenizer;
        if (known == null) {
            known = read(stamp);
            tokenizer = known;
        }
        return known;
    }

    private static Tokenizer read(Stamp stamp) {
        synchronized (READ) {
            Tokenizer known = READ.get(stamp);
            if (known == null) {
                // The file's own truncation and padding are for batches, not for tables.
                known = Tokenizer.fromJson(content(stamp.path())).with(null, null);
                READ.keySet().removeIf(other -> other.path().equals(stamp.path()));
                READ.put(stamp, known);
            }
            return known;
        }
    }

    private static String content(String path) {
        Path file = new Path(path);
        try (InputStream in = file.getFileSystem(SparkHadoopUtil.get().conf()).open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static JoyulException failure(String path, Exception e) {
        return e instanceof FileNotFoundException
                ? new JoyulException(
                        ErrorCode.INPUT_NOT_FOUND,
                        path + ": there is no " + NAME + "; give a path that the driver and all executors reach",
                        e)
                : new JoyulException(ErrorCode.STORAGE_FAILED, path + ": " + e.getMessage(), e);
    }
}
