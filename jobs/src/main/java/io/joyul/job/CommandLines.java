package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.ErrorKind;
import io.joyul.error.JoyulException;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Runs a command so that it ends with one clear message and the right exit code. */
final class CommandLines {
    private static final String DEBUG = "--debug";

    /** Set in the process that YARN runs a driver in, and in no other that runs a job. */
    private static final String YARN_DRIVER = "spark.yarn.app.id";

    private CommandLines() {}

    /** What a main does: runs the command and ends the process by its exit code. */
    static void run(Object command, String... arguments) {
        if (System.getProperty(YARN_DRIVER) == null) {
            System.exit(execute(command, results(), utf8(System.err), arguments));
        }
        // YARN takes any call of exit for a failure, even exit(0), and shows what main throws to who submitted the job.
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int exitCode = execute(command, results(), utf8(new PrintStream(told, true)), arguments);
        String message = told.toString(StandardCharsets.UTF_8);
        utf8(System.err).print(message);
        if (exitCode != 0) {
            throw new JobFailed(exitCode, message);
        }
        Sessions.satisfyYarn();
    }

    static int execute(Object command, PrintStream out, PrintStream err, String... arguments) {
        CommandLine line = of(command);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((mistake, ignored) -> {
                    String name = mistake.getCommandLine().getCommandSpec().qualifiedName();
                    err.println("joyul: " + mistake.getMessage() + " [" + ErrorCode.USAGE + "]");
                    err.println("joyul: '" + name + " --help' tells how it is used");
                    return ErrorKind.USER.exitCode();
                })
                .setExecutionExceptionHandler(
                        (failure, ignored, parsed) -> Failures.report(failure, detail(arguments), err));
        try (Ending.Command working = Ending.begin()) {
            Version.requireSpark();
            return line.execute(arguments);
        } catch (JoyulException | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError failure) {
            // Picocli handles exceptions only.
            return Failures.report(failure, detail(arguments), err);
        }
    }

    /** A stream in UTF-8, whatever the locale: texts may be Korean and a cluster's locale POSIX. */
    static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Where results go. Gloo prints greetings to the process's standard output, past Java; so the launcher sends that to
     * the log and gives the caller's own as another file descriptor.
     */
    private static PrintStream results() {
        String number = System.getenv("JOYUL_RESULTS_FD");
        if (number == null) {
            return utf8(System.out);
        }
        try {
            // Opening /dev/fd/N instead would fail for a socket and start a file anew.
            Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            ofNumber.setAccessible(true);
            FileDescriptor descriptor = ofNumber.newInstance(Integer.parseInt(number));
            return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.base/java.io must be open, as conf/jvm.options says", e);
        }
    }

    /** A command with the options that all have. */
    static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        addCommonOptions(line);
        return line;
    }

    private static void addCommonOptions(CommandLine line) {
        line.getCommandSpec()
                .mixinStandardHelpOptions(true)
                .versionProvider(new Version())
                .addOption(OptionSpec.builder(DEBUG)
                        .description("Print the stack trace of a failure (as JOYUL_DEBUG=1 does).")
                        .build());
        line.getSubcommands().values().forEach(CommandLines::addCommonOptions);
    }

    private static Failures.Detail detail(String... arguments) {
        boolean asked = List.of(arguments).contains(DEBUG) || "1".equals(System.getenv("JOYUL_DEBUG"));
        return asked ? Failures.Detail.STACK_TRACE : Failures.Detail.MESSAGE;
    }
}
