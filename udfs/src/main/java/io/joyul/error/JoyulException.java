package io.joyul.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a code. The message is for the person who ran the command: what, the limit, the value, what to do.
 *
 * <p>It crosses Spark's task boundary by Java serialisation; {@link #findIn} digs it out of whatever wraps it there.
 */
public final class JoyulException extends RuntimeException {
    private static final long serialVersionUID = 1L;

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

    /** The first {@code JoyulException} in the chain of causes, or null when there is none. */
    public static @Nullable JoyulException findIn(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 64; depth++) {
            if (cause instanceof JoyulException found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
