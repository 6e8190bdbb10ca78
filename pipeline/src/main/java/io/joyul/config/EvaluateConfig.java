package io.joyul.config;

/**
 * The evaluation over the held-out split ({@code test} where there is one, else {@code dev}).
 *
 * @param batch examples in one forward pass
 * @param bootstrapSamples Poisson bootstrap replicates behind the 95 % intervals
 * @param calibrationBins equal-width confidence bins of the expected calibration error
 * @param worstMistakes wrong predictions kept for the report, the most confident first
 */
public record EvaluateConfig(int batch, int bootstrapSamples, int calibrationBins, int worstMistakes) {}
