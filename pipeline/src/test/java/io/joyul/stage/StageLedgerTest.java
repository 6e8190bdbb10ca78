package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageLedgerTest {
    private static final Fingerprint FIRST = Fingerprint.empty().with("learning-rate", "0.1");
    private static final Fingerprint SECOND = Fingerprint.empty().with("learning-rate", "0.2");

    @TempDir
    Path folder;

    private final Storage storage = Storage.of(Map.of());
    private final RecordingProgress progress = new RecordingProgress();
    private Workspace workspace = new Workspace("");
    private int runs;

    record Outcome(double loss, List<String> names) {}

    @BeforeEach
    void useFolder() {
        workspace = new Workspace(folder.toString());
    }

    @Test
    void doneAndUnchangedStageIsSkippedWithItsResult() {
        Outcome first = once(FIRST);
        assertThat(once(FIRST)).isEqualTo(first);
        assertThat(runs).isEqualTo(1);
        assertThat(progress.notes).containsExactly("train: done already, unchanged");
    }

    @Test
    void changedStageIsDoneAgainWithoutWhatTheEarlierLeft() throws IOException {
        once(FIRST);
        Path stale = Files.writeString(Path.of(output()).resolve("of-the-first"), "x");
        once(SECOND);
        assertThat(runs).isEqualTo(2);
        assertThat(stale).doesNotExist();
        once(SECOND);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void interruptedStageFindsWhatItLeft() throws IOException {
        assertThatThrownBy(() -> ledger().once(step(FIRST), Outcome.class, () -> {
                    storage.writeAtomically(output() + "/checkpoint", new byte[] {1});
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        boolean[] found = new boolean[1];
        ledger().once(step(FIRST), Outcome.class, () -> {
            found[0] = storage.exists(output() + "/checkpoint");
            return new Outcome(0, List.of());
        });
        assertThat(found[0]).isTrue();
    }

    @Test
    void interruptedStageThatWasChangedSinceStartsAfresh() {
        assertThatThrownBy(() -> ledger().once(step(FIRST), Outcome.class, () -> {
                    storage.writeAtomically(output() + "/checkpoint", new byte[] {1});
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        ledger().once(step(SECOND), Outcome.class, () -> {
            assertThat(storage.exists(output() + "/checkpoint")).isFalse();
            return new Outcome(0, List.of());
        });
    }

    @Test
    void stageWhoseOutputIsGoneIsDoneAgain() {
        once(FIRST);
        storage.delete(output());
        once(FIRST);
        assertThat(runs).isEqualTo(2);
        assertThat(progress.notes).containsExactly("train: " + output() + " is gone, so it is done again");
    }

    @Test
    void anyFlippedByteOfTheRecordIsToldAndTheStageDoneAgain() throws IOException {
        once(FIRST);
        Path record = Path.of(workspace.stageRecord("train"));
        byte[] whole = Files.readAllBytes(record);
        for (int position = 0; position < whole.length; position += 7) {
            byte[] flipped = whole.clone();
            flipped[position] ^= 0x01;
            Files.write(record, flipped);
            progress.notes.clear();
            int before = runs;
            once(FIRST);
            assertThat(runs).as("byte %d", position).isEqualTo(before + 1);
            assertThat(progress.notes).hasSize(1).first().asString().contains("so it is done again", record.toString());
        }
    }

    @Test
    void emptyRecordIsToldAndTheStageDoneAgain() throws IOException {
        once(FIRST);
        Files.write(Path.of(workspace.stageRecord("train")), new byte[0]);
        once(FIRST);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void stageThatAnotherNeedsIsAskedForWhenItIsNotDone() {
        assertThatThrownBy(() -> ledger().recorded(step(FIRST), Outcome.class))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("the stage train is not done for this run file");
        Outcome done = once(FIRST);
        assertThat(ledger().recorded(step(FIRST), Outcome.class).result()).isEqualTo(done);
        assertThatThrownBy(() -> ledger().recorded(step(SECOND), Outcome.class)).isInstanceOf(JoyulException.class);
    }

    @Test
    void fingerprintChangesWithValueFileAndUpstream() throws IOException {
        Path file = Files.writeString(folder.resolve("a.tsv"), "one");
        Fingerprint before = Fingerprint.empty().withFiles(storage, "input", file.toString());
        Files.writeString(file, "three");
        assertThat(Fingerprint.empty()
                        .withFiles(storage, "input", file.toString())
                        .sha256())
                .isNotEqualTo(before.sha256());
        assertThat(Fingerprint.empty().after("up", FIRST).sha256())
                .isNotEqualTo(Fingerprint.empty().after("up", SECOND).sha256());
        assertThat(Fingerprint.empty().with("a", "b").with("c", "d").sha256())
                .isNotEqualTo(Fingerprint.empty().with("a", "b\nc 1\nd").sha256());
    }

    private Outcome once(Fingerprint fingerprint) {
        return ledger().once(step(fingerprint), Outcome.class, () -> {
                    runs++;
                    storage.writeAtomically(output() + "/weights", "w".getBytes(StandardCharsets.UTF_8));
                    return new Outcome(0.25, List.of("부정", "긍정"));
                })
                .result();
    }

    private StageLedger.Step step(Fingerprint fingerprint) {
        return new StageLedger.Step("train", fingerprint, List.of(output(), workspace.quarantine()));
    }

    private String output() {
        return workspace.checkpoints("train");
    }

    private StageLedger ledger() {
        return new StageLedger(storage, workspace, progress);
    }
}
