package io.joyul.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.SealedJson;
import io.joyul.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Remembers which stages of an output folder are done, and from what, so that a run repeats only what is needed.
 *
 * <p>A stage is skipped when it is done, its fingerprint is the recorded one and its outputs are still there. When it
 * was interrupted under the same fingerprint it runs again over what it left, and so goes on from its checkpoints. In
 * every other case what an earlier run left is removed first: a checkpoint of another learning rate is no place to go
 * on from. Since a fingerprint holds its upstream's, all that follows is done again too.
 */
public final class StageLedger {
    private static final SealedJson FORMAT = new SealedJson("joyul-stage", 1);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Storage storage;
    private final Workspace workspace;
    private final Progress progress;

    public StageLedger(Storage storage, Workspace workspace, Progress progress) {
        this.storage = storage;
        this.workspace = workspace;
        this.progress = progress;
    }

    /**
     * One stage as the ledger sees it.
     *
     * @param outputs all that the stage may write, to be removed when it begins afresh
     */
    public record Step(String name, Fingerprint fingerprint, List<String> outputs) {
        public Step {
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * How a stage ended, now or in an earlier run.
     *
     * @param seconds that the work took
     */
    public record Outcome<R extends Record>(R result, double seconds) {}

    /** The stage's outcome: the recorded one where nothing has changed, else that of {@code work}. */
    public <R extends Record> Outcome<R> once(Step step, Class<R> type, Supplier<R> work) {
        String path = workspace.stageRecord(step.name());
        Optional<StageRecord> earlier = read(step, path);
        Optional<Outcome<R>> recorded = earlier.flatMap(found -> outcome(step.name(), found, type));
        if (recorded.isPresent()) {
            progress.note(step.name() + ": done already, unchanged");
            return recorded.get();
        }
        boolean interrupted = earlier.isPresent() && !earlier.get().done();
        if (!interrupted) {
            // The record goes first: killed after this line, no outputs are left that it vouches for.
            storage.delete(path);
            step.outputs().forEach(storage::delete);
            byte[] begun = FORMAT.seal(
                    StageRecord.begun(step.name(), step.fingerprint().sha256()));
            if (!storage.commit(path, begun)) {
                throw new JoyulException(
                        ErrorCode.OUTPUT_IN_USE,
                        path + ": another run has begun this stage meanwhile; give this one another output");
            }
        }
        long began = System.nanoTime();
        R result = work.get();
        double seconds = (System.nanoTime() - began) / 1e9;
        List<String> written = step.outputs().stream().filter(storage::exists).toList();
        String fingerprint = step.fingerprint().sha256();
        write(path, new StageRecord(step.name(), fingerprint, true, seconds, written, MAPPER.valueToTree(result)));
        return new Outcome<>(result, seconds);
    }

    /**
     * The recorded outcome of a stage that another one builds on.
     *
     * @throws JoyulException {@code USAGE} when it is not done, or was done from something else
     */
    public <R extends Record> Outcome<R> recorded(Step step, Class<R> type) {
        return read(step, workspace.stageRecord(step.name()))
                .flatMap(found -> outcome(step.name(), found, type))
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.USAGE,
                        workspace.root() + ": the stage " + step.name() + " is not done for this run file; do it first,"
                                + " or let 'joyul run' do all that is missing"));
    }

    /** What a stage of that name ended with, whatever it was made from; empty where it has not ended. */
    public <R extends Record> Optional<R> ended(String stage, Class<R> type) {
        return readAny(stage, workspace.stageRecord(stage))
                .filter(found -> isWhole(stage, found))
                .flatMap(found -> result(stage, found, type));
    }

    /** The record, if it is of this very stage: same fingerprint. */
    private Optional<StageRecord> read(Step step, String path) {
        return readAny(step.name(), path)
                .filter(found -> found.fingerprint().equals(step.fingerprint().sha256()));
    }

    private <R extends Record> Optional<Outcome<R>> outcome(String stage, StageRecord found, Class<R> type) {
        return isWhole(stage, found)
                ? result(stage, found, type).map(result -> new Outcome<>(result, found.seconds()))
                : Optional.empty();
    }

    private Optional<StageRecord> readAny(String stage, String path) {
        if (!storage.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FORMAT.open(path, storage.read(path), StageRecord.class));
        } catch (JoyulException e) {
            if (e.code() != ErrorCode.FILE_CORRUPT
                    && e.code() != ErrorCode.FILE_TOO_OLD
                    && e.code() != ErrorCode.FILE_TOO_NEW) {
                throw e;
            }
            progress.note(stage + ": its record cannot be used, so it is done again (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private boolean isWhole(String stage, StageRecord found) {
        Optional<String> missing = found.outputs().stream()
                .filter(output -> !storage.exists(output))
                .findFirst();
        missing.ifPresent(output -> progress.note(stage + ": " + output + " is gone, so it is done again"));
        return found.done() && missing.isEmpty();
    }

    private <R extends Record> Optional<R> result(String stage, StageRecord found, Class<R> type) {
        try {
            return Optional.of(MAPPER.treeToValue(found.result(), type));
        } catch (JsonProcessingException e) {
            progress.note(stage + ": its recorded result is not of this build, so it is done again");
            return Optional.empty();
        }
    }

    private void write(String path, StageRecord content) {
        storage.writeAtomically(path, FORMAT.seal(content));
    }
}
