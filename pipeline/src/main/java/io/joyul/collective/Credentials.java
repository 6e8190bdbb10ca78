package io.joyul.collective;

import java.io.Serializable;

/** What makes a rank a member: made by the driver for each attempt, and sent with the task. */
public record Credentials(RunSecret secret, Wire wire) implements Serializable {
    /** Those of a new attempt. */
    public static Credentials make(Wire wire) {
        return new Credentials(RunSecret.make(), wire);
    }
}
