package io.joyul.tracking;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What an output folder knows of its run on a tracking server: {@code tracking/state.json}.
 *
 * @param key of the run; a random one, for the same run file may be run from the beginning in an emptied folder
 * @param of what the run was asked for: with other parameters it is another run
 * @param target where its unsent events belong
 * @param told by curve, the last step that has reached the server or the spool; of nested runs too
 */
public record TrackingState(String key, String of, MlflowTarget target, Map<String, Integer> told) {
    private static final SealedJson FORMAT = new SealedJson("joyul-tracking", 1);
    private static final String FILE = "state.json";

    public TrackingState {
        told = Map.copyOf(told);
    }

    /** The folder's state where it is of this run, else a new one. */
    static TrackingState open(Storage storage, String folder, String of, MlflowTarget target) {
        return read(storage, folder)
                .filter(found -> found.of().equals(of) && found.target().isSameAs(target))
                .map(found -> new TrackingState(found.key(), of, target, found.told()))
                .orElseGet(
                        () -> new TrackingState(UUID.randomUUID().toString().replace("-", ""), of, target, Map.of()));
    }

    /**
     * The state in a folder {@code tracking}; empty where there is none, or none that can be read.
     */
    public static Optional<TrackingState> read(Storage storage, String folder) {
        String file = Storage.child(folder, FILE);
        if (!storage.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FORMAT.open(file, storage.read(file), TrackingState.class));
        } catch (JoyulException e) {
            if (e.code() == ErrorCode.STORAGE_FAILED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The curve of a nested run, as {@link #told} names it. */
    static String curveOf(String child, String curve) {
        return child + "#" + curve;
    }

    void write(Storage storage, String folder) {
        storage.writeAtomically(Storage.child(folder, FILE), FORMAT.seal(this));
    }

    TrackingState told(Map<String, Integer> more) {
        Map<String, Integer> merged = new TreeMap<>(told);
        more.forEach((curve, step) -> merged.merge(curve, step, Math::max));
        return new TrackingState(key, of, target, merged);
    }
}
