package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
    private static final Duration EVERY = Duration.ofMillis(40);
    private static final Duration WATCH = Duration.ofMillis(400);

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    void secondRunOnOneFolderIsRefusedByNameOfTheFirst() {
        Workspace workspace = new Workspace(folder.resolve("run").toString());
        try (OutputLock first = OutputLock.take(storage, workspace)) {
            assertThat(first).isInstanceOf(LocalLock.class);
            assertThatThrownBy(() -> OutputLock.take(storage, workspace))
                    .isInstanceOfSatisfying(
                            JoyulException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OUTPUT_IN_USE))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        OutputLock.take(storage, workspace).close();
    }

    @Test
    void otherProcessHoldsTheFolderUntilItIsKilled() throws IOException, InterruptedException {
        Workspace workspace = new Workspace(folder.resolve("run").toString());
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        workspace.root())
                .redirectErrorStream(true)
                .start();
        try {
            // AssertJ would read the whole stream, which ends only with the process.
            boolean held = owner.inputReader(StandardCharsets.UTF_8).lines().anyMatch("held"::equals);
            assertThat(held).isTrue();
            assertThatThrownBy(() -> OutputLock.take(storage, workspace))
                    .hasMessageContaining("process " + owner.pid());
        } finally {
            owner.destroyForcibly();
        }
        assertThat(owner.waitFor(10, TimeUnit.SECONDS)).isTrue();
        OutputLock.take(storage, workspace).close();
    }

    /** Takes the folder of its argument and keeps it. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (OutputLock lock = LocalLock.take(
                    Path.of(arguments[0]), "process " + ProcessHandle.current().pid())) {
                System.out.println("held");
                Thread.sleep(60_000);
                System.out.println(lock);
            }
        }
    }

    @Test
    void heldHeartbeatLockIsRefused() {
        try (OutputLock first = HeartbeatLock.take(storage, folder.toString(), "first", EVERY, WATCH)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> HeartbeatLock.take(storage, folder.toString(), "second", EVERY, WATCH))
                    .isInstanceOf(JoyulException.class)
                    .hasMessageContaining("another run (first");
        }
        HeartbeatLock.take(storage, folder.toString(), "third", EVERY, WATCH).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void heartbeatLockOfADeadOwnerIsTakenOver() throws IOException {
        Files.writeString(folder.resolve(".lock"), "dead");
        Files.writeString(folder.resolve(".lock-alive"), "its last beat");
        try (OutputLock taken = HeartbeatLock.take(storage, folder.toString(), "next", EVERY, WATCH)) {
            assertThat(taken).isNotNull();
            assertThat(folder.resolve(".lock")).content().startsWith("next");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
