package io.joyul.shard;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a data file of activations is said to hold, by the sealed {@code NAME.json} beside {@code NAME.arrow}. It is
 * written last: a data file without it does not exist.
 *
 * @param fingerprint of all that decides the values
 * @param rows texts
 * @param bytes of the data file
 * @param sha256 of the data file
 */
record ActivationFile(String fingerprint, long rows, long bytes, String sha256) {
    private static final SealedJson FORMAT = new SealedJson("joyul-activations", 1);

    private static final String KEY = "key";
    private static final String ITEM = "item";

    static String data(String folder, String name) {
        return Storage.child(folder, name + ShardWriter.EXTENSION);
    }

    private static String seal(String folder, String name) {
        return Storage.child(folder, name + ".json");
    }

    static Schema schema(String fingerprint) {
        Field key = new Field(KEY, FieldType.notNullable(new ArrowType.Int(64, true)), null);
        ArrowType float32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
        Field item = new Field(ITEM, FieldType.notNullable(float32), null);
        Field hidden = new Field("hidden", FieldType.notNullable(ArrowType.List.INSTANCE), List.of(item));
        return new Schema(
                List.of(key, hidden),
                Map.of(
                        "joyul.format",
                        FORMAT.format(),
                        "joyul.version",
                        Integer.toString(FORMAT.version()),
                        "joyul.fingerprint",
                        fingerprint));
    }

    void write(Storage storage, String folder, String name) {
        storage.writeAtomically(seal(folder, name), FORMAT.seal(this));
    }

    static ActivationFile read(Storage storage, String folder, String name) {
        String path = seal(folder, name);
        return FORMAT.open(path, storage.read(path), ActivationFile.class);
    }

    /** Why a file that was completed cannot be used; empty for one that is whole. */
    static Optional<String> damage(Storage storage, String folder, String name, String fingerprint) {
        try {
            ActivationFile promised = read(storage, folder, name);
            if (!promised.fingerprint().equals(fingerprint)) {
                return Optional.of(seal(folder, name) + " is of other weights or other data");
            }
            String path = data(folder, name);
            try (InputStream in = storage.open(path)) {
                String found = Sha256.of(in);
                return found.equals(promised.sha256())
                        ? Optional.empty()
                        : Optional.of(path + ": its SHA-256 should be " + promised.sha256() + " and is " + found);
            } catch (IOException e) {
                throw Storage.failure(path, e);
            }
        } catch (JoyulException e) {
            if (e.code() == ErrorCode.STORAGE_FAILED || e.code() == ErrorCode.STORAGE_FULL) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether a file was ever completed. */
    static boolean exists(Storage storage, String folder, String name) {
        return storage.exists(seal(folder, name));
    }
}
