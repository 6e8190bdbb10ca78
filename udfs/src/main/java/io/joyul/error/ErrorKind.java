package io.joyul.error;

/** Whose turn it is after a failure; decides the exit code and whether trying again can help. */
public enum ErrorKind {
    /** The run file, a flag or a path is wrong: the user mends it, a retry changes nothing. */
    USER(2),
    /** The data is bad beyond the limit that the run file allows. */
    DATA(3),
    /** A machine, a disk, a slot or a peer is missing: the same command may pass later. */
    RESOURCE(4),
    /** Ours: a broken invariant. */
    INTERNAL(1);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The process exit code of a job that ends with a failure of this kind. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether running the same command again, unchanged, may succeed. */
    public boolean worthRetry() {
        return this == RESOURCE;
    }
}
