package io.joyul.stage;

import java.io.Serializable;

/**
 * How a training stage is watched.
 *
 * @param log folder of its event files
 * @param profile folder of the profile of one of its steps; empty: none is profiled
 */
public record Observation(String log, String profile) implements Serializable {
    /** Without a profile. */
    public Observation(String log) {
        this(log, "");
    }

    boolean isProfiled() {
        return !profile.isEmpty();
    }
}
