package io.joyul.job;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python script of the jar that does what a benchmark measures with what others use, in the Python that {@code
 * JOYUL_PYTHON} names. It is asked line by line and answers each line with one.
 */
final class PeerScript implements AutoCloseable {
    private final Path script;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;

    private PeerScript(Path script, Process process) {
        this.script = script;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a script, or gives null where there is no such Python. */
    static @Nullable PeerScript start(String name, List<String> arguments) {
        try (InputStream resource = PeerScript.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the jar has no " + name);
            }
            Path script = Files.createTempFile("peer", ".py");
            Files.write(script, resource.readAllBytes());
            List<String> command = new ArrayList<>();
            command.add(System.getenv().getOrDefault("JOYUL_PYTHON", "python3"));
            command.add(script.toString());
            command.addAll(arguments);
            try {
                return new PeerScript(
                        script,
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start());
            } catch (IOException noPython) {
                Files.delete(script);
                return null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a question, or null when the script has ended, as it does where its packages are missing. */
    @Nullable
    String ask(String question) {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
            return answers.readLine();
        } catch (IOException ended) {
            return null;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Files.deleteIfExists(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
