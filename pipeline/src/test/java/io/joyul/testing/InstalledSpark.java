package io.joyul.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Spark at {@code SPARK_HOME}, which {@code ./joyul test} sets up: of the version and the Scala of this build. */
public final class InstalledSpark {
    private InstalledSpark() {}

    /** Whether there is one. */
    public static boolean isThere() {
        return System.getenv("SPARK_HOME") != null;
    }

    /** Skips the calling test where there is none. */
    public static void assumeThere() {
        assumeTrue(isThere(), "SPARK_HOME names no Spark; ./joyul test sets one up");
    }

    /** The Scala that Spark's scripts would else look for in folders of a build: {@code 2.12} or {@code 2.13}. */
    public static String scala() {
        String[] numbers = scala.util.Properties.versionNumberString().split("\\.");
        return numbers[0] + "." + numbers[1];
    }

    /** The line of Spark that this build is for: 3 or 4. */
    public static int line() {
        return scala().equals("2.12") ? 3 : 4;
    }

    /** What Python finds its PySpark by, whichever the interpreter has of its own: a {@code PYTHONPATH}. */
    public static String pythonPath() throws IOException {
        try (Stream<Path> archives = Files.list(Path.of(System.getenv("SPARK_HOME"), "python", "lib"))) {
            return archives.filter(file -> file.toString().endsWith(".zip"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** A program of its {@code bin}, not yet started, whose two outputs are one. */
    public static ProcessBuilder program(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getenv("SPARK_HOME"), "bin", name).toString());
        command.addAll(arguments);
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("SPARK_SCALA_VERSION", scala());
        return program;
    }
}
