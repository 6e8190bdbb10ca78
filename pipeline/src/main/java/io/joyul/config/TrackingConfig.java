package io.joyul.config;

import java.util.Optional;

/**
 * Where a run is told of while it works, beside the terminal and the files of its output.
 *
 * @param kind of the server
 * @param url of the server
 * @param experiment that the run belongs to; absent: the run's name
 * @param tokenVariable environment variable of the driver whose value opens the server: a bearer token or {@code
 *     user:password}
 * @param artifacts whether the report and the run file are sent too
 * @param timeoutSeconds for an answer
 */
public record TrackingConfig(
        @Default("none") Kind kind,
        Optional<String> url,
        Optional<String> experiment,
        Optional<String> tokenVariable,
        @Default("true") boolean artifacts,
        @Default("10") @Within("[1, 300]") int timeoutSeconds) {
    /** Kinds of servers. */
    public enum Kind {
        /** Nobody is told. */
        NONE,
        MLFLOW
    }
}
