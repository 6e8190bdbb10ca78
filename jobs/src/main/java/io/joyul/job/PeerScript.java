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
    private final String name;
    private final Path script;
    private final Path errors;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private boolean ended;

    private PeerScript(String name, Path script, Path errors, Process process) {
        this.name = name;
        this.script = script;
        this.errors = errors;
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
            Path errors = Files.createTempFile("peer", ".log");
            Files.write(script, resource.readAllBytes());
            List<String> command = new ArrayList<>();
            command.add(System.getenv().getOrDefault("JOYUL_PYTHON", "python3"));
            command.add(script.toString());
            command.addAll(arguments);
            try {
                return new PeerScript(
                        name,
                        script,
                        errors,
                        new ProcessBuilder(command)
                                .redirectError(errors.toFile())
                                .start());
            } catch (IOException noPython) {
                Files.delete(script);
                Files.delete(errors);
                return null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The answer to a question, or null when the script has ended, as it does where its packages are missing; the terminal
     * is told why.
     */
    @Nullable
    String ask(String question) {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                tellOfEnd();
            }
            return answer;
        } catch (IOException e) {
            tellOfEnd();
            return null;
        }
    }

    private void tellOfEnd() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            process.waitFor();
            List<String> lines = Files.readAllLines(errors);
            String last = lines.isEmpty() ? "exit code " + process.exitValue() : lines.get(lines.size() - 1);
            System.err.println("joyul: " + name + " has ended, so nothing is measured beside: " + last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Files.deleteIfExists(script);
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
