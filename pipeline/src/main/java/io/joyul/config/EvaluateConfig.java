package io.joyul.config;

/**
 * The evaluation over the held-out split ({@code test} where there is one, else {@code dev}).
 *
 * @param batch examples in one forward pass
 * @param bootstrapSamples Poisson bootstrap replicates behind the 95 % intervals
 * @param calibrationBins equal-width confidence bins of the expected calibration error
 * @param worstMistakes wrong predictions kept for the report, the most confident first
 */
public record EvaluateConfig(
        @Default("64") @Within("[1, 65536]") int batch,
        @Default("1000") @Within("[1, 100000]") int bootstrapSamples,
        @Default("10") @Within("[1, 1000]") int calibrationBins,
        @Default("20") @Within("[0, 1000]") int worstMistakes) {}
