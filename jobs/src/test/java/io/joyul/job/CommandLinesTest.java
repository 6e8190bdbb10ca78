package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.testing.InstalledSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Command(name = "work")
    private static final class Work implements Callable<Integer> {
        private final Callable<Integer> body;

        @Option(names = "--times")
        private int times;

        Work(Callable<Integer> body) {
            this.body = body;
        }

        @Override
        public Integer call() throws Exception {
            return body.call() + times;
        }
    }

    @Test
    void sparkOfAnotherScalaIsRefusedByName() {
        String running = scala.util.Properties.versionNumberString();
        assertThatCode(() -> Version.requireScala(running)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Version.requireScala("2.11.12"))
                .isInstanceOf(JoyulException.class)
                .hasMessageMatching(
                        "this jar was built for Spark [34][.][0-9.]+ with Scala 2[.]1[23], and this is Spark"
                                + " [34][.][0-9.]+ with Scala 2[.]11[.]12; build it with JOYUL_PROFILE=spark4 .*");
    }

    @Test
    void doneIsZero() {
        assertThat(execute(() -> 0)).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void kindOfTheFailureDecidesTheExitCode(ErrorCode code) {
        int exit = execute(() -> {
            throw new JoyulException(code, "입력: 2 is over the limit of 1");
        });
        assertThat(exit).isEqualTo(code.kind().exitCode());
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("joyul: 입력: 2 is over the limit of 1 [" + code + "]\n");
    }

    @Test
    void failureOfATaskIsToldWithoutSparksStackTrace() {
        int exit = execute(() -> {
            throw new SparkException("Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times, most recent"
                    + " failure: Lost task 0.0 in stage 1.0 (TID 1) (127.0.0.1 executor driver): "
                    + new JoyulException(ErrorCode.LABEL_UNKNOWN, "train.tsv: label 7 is none of 0, 1")
                    + "\n\tat io.joyul.preprocess.Labels.index(Labels.java:1)\n\nDriver stacktrace:");
        });
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("joyul: train.tsv: label 7 is none of 0, 1 [LABEL_UNKNOWN]\n");
    }

    @Test
    void unknownFailureIsInternalAndSaysHowToSeeMore() {
        int exit = execute(() -> {
            throw new IllegalStateException("outer", new ArithmeticException("/ by zero\nand more"));
        });
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("joyul: ArithmeticException: / by zero [INTERNAL]\n")
                .contains("--debug")
                .doesNotContain("\tat ");
    }

    @Test
    void errorsOfTheJvmAreToldToo() {
        int exit = execute(() -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("JOYUL_HEAP");
    }

    @Test
    void debugShowsTheStackTrace() {
        execute(
                () -> {
                    throw new JoyulException(ErrorCode.USAGE, "no");
                },
                "--debug");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("joyul: no [USAGE]", "\tat io.joyul.job");
    }

    @Test
    void wrongOptionIsTheUsersMistake() {
        assertThat(execute(() -> 0, "--time=3")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("joyul: Unknown option: '--time=3'")
                .contains("[USAGE]", "'work --help'");
    }

    @Test
    void wrongValueOfAnOptionIsTheUsersMistake() {
        assertThat(execute(() -> 0, "--times=x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--times", "[USAGE]");
    }

    @Test
    void versionIsPrinted() {
        assertThat(execute(() -> 0, "--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("joyul \\d+\\.\\d+\\.\\d+ \\(Spark " + InstalledSpark.line() + "\\..*, Java 17.*\\)\n");
    }

    private int execute(Callable<Integer> body, String... arguments) {
        return CommandLines.execute(
                new Work(body),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }
}
