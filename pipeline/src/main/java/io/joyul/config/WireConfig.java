package io.joyul.config;

import java.io.Serializable;

/**
 * What ranks let others see of what they send each other.
 *
 * @param encryption whether it goes over TLS
 * @param allowClearText lets it go in clear text, or to a group that authenticates nobody, also where Spark's own
 *     connections are encrypted or authenticated
 */
public record WireConfig(
        @Default("auto") Encryption encryption,
        @Default("false") boolean allowClearText) implements Serializable {
    /** The defaults, for those who build a configuration without a run file. */
    public static final WireConfig DEFAULTS = new WireConfig(Encryption.AUTO, false);

    /** Whether what ranks send goes over TLS. */
    public enum Encryption {
        /** Where Spark's own connections are encrypted. */
        AUTO,
        TLS,
        NONE
    }
}
