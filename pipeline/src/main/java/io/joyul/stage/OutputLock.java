package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps two runs from writing to one output folder. A killed process leaves no folder locked: on a local disk the
 * operating system gives its lock back at once, elsewhere the next run sees within seconds that nobody keeps it alive.
 */
public sealed interface OutputLock extends AutoCloseable permits LocalLock, HeartbeatLock {
    /** How often a lock on a shared file system is kept alive, and how long another run watches for that. */
    Duration HEARTBEAT = Duration.ofSeconds(3);

    Duration WATCH = Duration.ofSeconds(10);

    /**
     * Takes the folder.
     *
     * @throws JoyulException {@code OUTPUT_IN_USE} with the owner, when another run holds it
     */
    static OutputLock take(Storage storage, Workspace workspace) {
        String absolute = storage.absolute(workspace.root());
        if (absolute.startsWith("file:")) {
            return LocalLock.take(Path.of(absolute.substring("file:".length())), owner());
        }
        return HeartbeatLock.take(storage, workspace.root(), owner(), HEARTBEAT, WATCH);
    }

    private static String owner() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "an unnamed host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    static JoyulException inUse(String folder, String owner) {
        return new JoyulException(
                ErrorCode.OUTPUT_IN_USE,
                folder + ": another run (" + (owner.isBlank() ? "unknown" : owner.strip())
                        + ") writes there; wait until it has ended, or give this one another output");
    }

    @Override
    void close();
}
