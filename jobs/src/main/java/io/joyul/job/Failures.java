package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells a failure in one message and turns it into an exit code. */
final class Failures {
    private Failures() {}

    /**
     * Prints {@code joyul: MESSAGE [CODE]}, and the stack trace only where it is asked for.
     *
     * @return the process's exit code
     */
    static int report(Throwable failure, Detail detail, PrintStream err) {
        JoyulException known = Ending.hasBegun() ? toldToEnd() : JoyulException.findIn(failure);
        ErrorCode code = known == null ? ErrorCode.INTERNAL : known.code();
        String message = known == null ? unknown(failure) : String.valueOf(known.getMessage());
        err.println("joyul: " + message + " [" + code + "]");
        if (detail == Detail.STACK_TRACE) {
            failure.printStackTrace(err);
        } else if (known == null) {
            err.println("joyul: run it again with --debug for the stack trace" + log());
        }
        return code.kind().exitCode();
    }

    private static JoyulException toldToEnd() {
        return new JoyulException(
                ErrorCode.INTERRUPTED,
                "ended by a signal, such as SIGTERM or Ctrl-C; what a run or a sweep has done is kept, and the same command goes"
                        + " on from there");
    }

    private static String unknown(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        if (root instanceof OutOfMemoryError) {
            return "the heap is full (" + root.getMessage() + "); give it more, such as JOYUL_HEAP=6g";
        }
        String first = firstLine(root.getMessage());
        return root.getClass().getSimpleName() + (first.isEmpty() ? "" : ": " + first);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static String log() {
        String log = System.getProperty("joyul.log");
        return log == null ? "" : "; Spark's log is " + log;
    }

    /** How much of a failure is shown. */
    enum Detail {
        MESSAGE,
        STACK_TRACE
    }
}
