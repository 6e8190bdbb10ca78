package io.joyul.error;

/** Every failure that Joyul names. Codes are printed with the message, so they can be counted and searched for. */
public enum ErrorCode {
    // The user's mistakes.
    CONFIG_UNREADABLE(ErrorKind.USER),
    CONFIG_INVALID(ErrorKind.USER),
    USAGE(ErrorKind.USER),
    INPUT_NOT_FOUND(ErrorKind.USER),
    COLUMN_MISSING(ErrorKind.USER),
    COLUMN_AMBIGUOUS(ErrorKind.USER),
    TOKENIZER_UNSUPPORTED(ErrorKind.USER),
    MODEL_UNSUPPORTED(ErrorKind.USER),
    CHECKPOINT_NOT_FOUND(ErrorKind.USER),
    OUTPUT_IN_USE(ErrorKind.USER),
    TRANSLATOR_REFUSED(ErrorKind.USER),
    STORAGE_DENIED(ErrorKind.USER),

    // Bad data.
    INPUT_UNREADABLE(ErrorKind.DATA),
    LABEL_UNKNOWN(ErrorKind.DATA),
    SPLIT_EMPTY(ErrorKind.DATA),
    TOO_MANY_BAD_ROWS(ErrorKind.DATA),
    LEAK_FOUND(ErrorKind.DATA),
    FILE_CORRUPT(ErrorKind.DATA),
    FILE_TOO_OLD(ErrorKind.DATA),
    FILE_TOO_NEW(ErrorKind.DATA),
    LOSS_NOT_FINITE(ErrorKind.DATA),
    VERIFY_FAILED(ErrorKind.DATA),
    GATE_CLOSED(ErrorKind.DATA),

    // Missing resources.
    STORAGE_FULL(ErrorKind.RESOURCE),
    STORAGE_FAILED(ErrorKind.RESOURCE),
    RANKS_NOT_SCHEDULABLE(ErrorKind.RESOURCE),
    RANK_LOST(ErrorKind.RESOURCE),
    RANK_HUNG(ErrorKind.RESOURCE),
    RANK_OUT_OF_MEMORY(ErrorKind.RESOURCE),
    RANK_FENCED(ErrorKind.RESOURCE),
    TRANSLATOR_UNAVAILABLE(ErrorKind.RESOURCE),
    TRACKING_UNAVAILABLE(ErrorKind.RESOURCE),
    NATIVE_UNAVAILABLE(ErrorKind.RESOURCE),
    DEVICE_UNAVAILABLE(ErrorKind.RESOURCE),
    INTERRUPTED(ErrorKind.RESOURCE),

    // Ours.
    ROWS_UNACCOUNTED(ErrorKind.INTERNAL),
    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
    }

    /** Whose turn it is. */
    public ErrorKind kind() {
        return kind;
    }
}
