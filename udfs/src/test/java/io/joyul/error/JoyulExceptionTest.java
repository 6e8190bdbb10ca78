package io.joyul.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JoyulExceptionTest {
    private final JoyulException failure =
            new JoyulException(ErrorCode.LABEL_UNKNOWN, "b.tsv: label 7 is none of 0, 1\n  first in row 12");

    @Test
    void isFoundInTheChainOfCauses() {
        Throwable wrapped = new IllegalStateException("outer", new RuntimeException("inner", failure));
        assertThat(JoyulException.findIn(wrapped)).isSameAs(failure);
    }

    @Test
    void isFoundInTheStackTraceThatSparkPrintsIntoAMessage() {
        StringWriter trace = new StringWriter();
        new RuntimeException("task", failure).printStackTrace(new PrintWriter(trace));
        Throwable aborted = new RuntimeException(
                "Job aborted", new RuntimeException("Lost task 0.0 (executor 1): " + trace + "\nDriver stacktrace:"));
        JoyulException found = JoyulException.findIn(aborted);
        assertThat(found).hasMessage(failure.getMessage()).hasCause(aborted);
        assertThat(found).extracting(JoyulException::code).isEqualTo(ErrorCode.LABEL_UNKNOWN);
    }

    @Test
    void messageWithoutAStackTraceIsFoundToItsEnd() {
        assertThat(JoyulException.findIn(new RuntimeException("barrier task failed: " + failure)))
                .hasMessage(failure.getMessage());
    }

    @Test
    void codeOfAnotherVersionIsNoFindButTheNextOneIs() {
        String text = "io.joyul.error.JoyulException: [NO_SUCH_CODE] x\n\tat a.b\n" + failure;
        assertThat(JoyulException.findIn(new RuntimeException(text))).hasMessage(failure.getMessage());
    }

    @Test
    void nothingIsFoundInOtherFailures() {
        assertThat(JoyulException.findIn(new RuntimeException("plain"))).isNull();
        assertThat(JoyulException.findIn(null)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesPrinting(ErrorCode code) {
        JoyulException found = JoyulException.findIn(new RuntimeException(new JoyulException(code, "m").toString()));
        assertThat(found).extracting(JoyulException::code).isEqualTo(code);
    }
}
