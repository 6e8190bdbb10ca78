package io.joyul.config;

import java.io.Serializable;

/**
 * What a training stage does about ranks, and steps, that fail.
 *
 * @param watchdogSeconds a rank that does no step for so long is taken to hang, and is named; one whose whole process
 *     is silent is noticed in {@value #SILENCE_SECONDS} s where that is less
 * @param startSeconds a rank that gets nothing done for so long before its first step is taken to hang, or for {@code
 *     watchdogSeconds} where that is longer: reading weights and looking for a micro-batch have their own pace
 * @param waitForRanksSeconds how long a stage that has lost ranks waits for new ones before it goes on with fewer, where
 *     {@code training.min-ranks} allows it
 * @param onNonFinite what is done about a step whose loss or gradient is no number
 * @param mostLeftOut such steps left out in a row before the run stops all the same
 */
public record FailuresConfig(
        @Default("300") @Within("[2, 86400]") int watchdogSeconds,
        @Default("900") @Within("[2, 86400]") int startSeconds,
        @Default("10") @Within("[0, 3600]") int waitForRanksSeconds,
        @Default("stop") OnNonFinite onNonFinite,
        @Default("5") @Within("[1, 10000]") int mostLeftOut)
        implements Serializable {
    /** What is done about a step whose loss or gradient is no number. */
    public enum OnNonFinite {
        /** The run stops. */
        STOP,
        /** The step is left out. */
        SKIP,
        /** The step is left out, and the learning rate halved for a while. */
        BACK_OFF
    }

    /** A process sends a sign of life every second or so, whatever its rank computes. */
    public static final int SILENCE_SECONDS = 30;

    /** The defaults, for those who build a configuration without a run file. */
    public static final FailuresConfig DEFAULTS = new FailuresConfig(300, 900, 10, OnNonFinite.STOP, 5);

    /** How long a rank may stand still before its first step. */
    public int startLimitSeconds() {
        return Math.max(startSeconds, watchdogSeconds);
    }

    /** How long a process may be silent. */
    public int silenceSeconds() {
        return Math.min(watchdogSeconds, SILENCE_SECONDS);
    }
}
