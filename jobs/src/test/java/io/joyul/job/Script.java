package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of the repository, run as its users run it. */
final class Script {
    /** How scripts end that could not fetch what they need. */
    private static final int UNAVAILABLE = 4;

    private final Path log;
    private final long minutes;
    private final Map<String, String> environment = new HashMap<>();

    /** @param log that takes its output */
    Script(Path log, long minutes) {
        this.log = log;
        this.minutes = minutes;
    }

    /** What a script printed, on both streams, and how it ended. */
    record Ended(int exitCode, String output) {}

    Script with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Skips the calling test when the script could not fetch what it needs. */
    static void assumeAvailable(Ended ended) {
        assumeTrue(ended.exitCode() != UNAVAILABLE, ended.output());
    }

    /** @param script from the folder of this module */
    Ended run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(script).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return await(builder.start(), log, minutes);
    }

    /** Waits for a process whose output goes to a log; one that takes longer is ended, and fails the test. */
    static Ended await(Process process, Path log, long minutes) throws IOException, InterruptedException {
        boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly();
        }
        String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        assertThat(ended)
                .as("within " + minutes + " minutes; so far: " + output)
                .isTrue();
        return new Ended(process.exitValue(), output);
    }
}
