package io.joyul.stage;

import java.io.Serializable;

/**
 * How a training stage is watched.
 *
 * @param log folder of its event files
 * @param profile folder of the profile of one of its steps; empty: none is profiled
 * @param guidance of a sweep that the stage is a trial of
 */
public record Observation(String log, String profile, Guidance guidance) implements Serializable {
    /** Of a stage that is no trial. */
    public Observation(String log, String profile) {
        this(log, profile, Guidance.NONE);
    }

    /** Without a profile. */
    public Observation(String log) {
        this(log, "");
    }

    boolean isProfiled() {
        return !profile.isEmpty();
    }
}
