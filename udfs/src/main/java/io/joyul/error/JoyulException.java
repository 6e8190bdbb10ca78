package io.joyul.error;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code. The message is for the person who ran the command: what, the limit, the value, what to do.
 *
 * <p>It crosses Spark's task boundary by Java serialisation or, where Spark hands on only the stack trace of a failed
 * task, as text; {@link #findIn} digs it out of either.
 */
public final class JoyulException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@link #toString}, up to the stack trace's next line. */
    private static final Pattern PRINTED = Pattern.compile(
            Pattern.quote(JoyulException.class.getName())
                    + ": \\[([A-Z_]+)] (.*?)(?=\\R\\s+at |\\RCaused by: |\\R\\R|\\z)",
            Pattern.DOTALL);

    private final ErrorCode code;

    public JoyulException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public JoyulException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Holds the code, so that a printed stack trace is enough to get the failure back. */
    @Override
    public String toString() {
        return getClass().getName() + ": [" + code + "] " + getMessage();
    }

    /**
     * The first {@code JoyulException} in the chain of causes, else the first one printed in a message of that chain,
     * else null.
     */
    public static @Nullable JoyulException findIn(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 64; depth++) {
            if (cause instanceof JoyulException found) {
                return found;
            }
            cause = cause.getCause();
        }
        cause = failure;
        for (int depth = 0; cause != null && depth < 64; depth++) {
            JoyulException printed = parse(String.valueOf(cause.getMessage()), failure);
            if (printed != null) {
                return printed;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static @Nullable JoyulException parse(String trace, @Nullable Throwable cause) {
        Matcher matcher = PRINTED.matcher(trace);
        while (matcher.find()) {
            String name = matcher.group(1);
            String message = matcher.group(2);
            ErrorCode code = Arrays.stream(ErrorCode.values())
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (code != null) {
                return new JoyulException(code, message, cause);
            }
        }
        return null;
    }
}
