package io.joyul.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Python to check our files with. {@code JOYUL_PYTHON} names the interpreter, else {@code python3} is tried; a
 * test is skipped, with its reason, where the modules that it needs are not there.
 */
public final class Python {
    private static final String INTERPRETER = System.getenv().getOrDefault("JOYUL_PYTHON", "python3");

    private Python() {}

    /** Skips the calling test unless all these modules can be imported. */
    public static void assumeModules(String... modules) throws Exception {
        for (String module : modules) {
            Output output;
            try {
                output = start(List.of("-c", "import " + module));
            } catch (IOException e) {
                assumeTrue(false, "there is no Python (" + INTERPRETER + "): " + e.getMessage());
                return;
            }
            assumeTrue(output.status() == 0, INTERPRETER + " has no module " + module);
        }
    }

    /** Runs a script in {@code src/test/python} and returns what it printed; fails when it fails. */
    public static String run(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of("src/test/python", script).toString());
        command.addAll(List.of(arguments));
        Output output = start(command);
        if (output.status() != 0) {
            throw new AssertionError(
                    script + " ended with " + output.status() + ":\n" + output.text() + output.complaints());
        }
        return output.text();
    }

    /** What a line of Python prints, without the line's end. */
    public static String print(String expression, String imports) throws Exception {
        Output output = start(List.of("-c", "import " + imports + "; print(" + expression + ")"));
        if (output.status() != 0) {
            throw new AssertionError(expression + " failed:\n" + output.complaints());
        }
        return output.text().strip();
    }

    private record Output(int status, String text, String complaints) {}

    private static Output start(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(INTERPRETER);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HF_HUB_OFFLINE", "1");
        Path complaints = Files.createTempFile("python", ".err");
        builder.redirectError(complaints.toFile());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end in 5 minutes");
        }
        String told = Files.readString(complaints);
        Files.delete(complaints);
        return new Output(process.exitValue(), text, told);
    }
}
