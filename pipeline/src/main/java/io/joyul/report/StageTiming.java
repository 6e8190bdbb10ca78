package io.joyul.report;

import org.jspecify.annotations.Nullable;

/**
 * What one stage of the run took.
 *
 * @param tokensPerSecond that are not padding, where the stage has tokens to count
 * @param summary its outcome in a few words
 */
public record StageTiming(
        String stage, double seconds, @Nullable Double tokensPerSecond, String summary) {}
