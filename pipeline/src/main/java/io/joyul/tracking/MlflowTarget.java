package io.joyul.tracking;

import java.util.Map;
import java.util.Optional;

/**
 * Which experiment of which MLflow server. Holds the name of a secret, never one.
 *
 * @param url of the server
 * @param experiment by name; made where it is not there
 * @param tokenVariable environment variable that holds a bearer token or {@code user:password}; empty: the Hadoop
 *     credential {@link #CREDENTIAL} where a credential provider has it, else none
 * @param timeoutSeconds for an answer
 */
public record MlflowTarget(String url, String experiment, String tokenVariable, int timeoutSeconds) {
    /** The alias of the token in a Hadoop credential provider. */
    public static final String CREDENTIAL = "joyul.tracking.token";

    /** Whether it is the same experiment of the same server, however that is entered. */
    boolean isSameAs(MlflowTarget other) {
        return url.equals(other.url) && experiment.equals(other.experiment);
    }

    /**
     * The token; empty: none is sent.
     *
     * @param credential what a credential provider has under {@link #CREDENTIAL}
     */
    public Optional<String> token(Map<String, String> environment, Optional<String> credential) {
        return tokenVariable.isEmpty()
                ? credential
                : Optional.ofNullable(environment.get(tokenVariable)).map(String::strip);
    }
}
