package io.joyul.config;

import java.io.Serializable;

/**
 * How a model computes while it is trained; what it computes stays the same but for rounding.
 *
 * @param precision of the linear layers; weights, their updates, norms and losses are float32 always
 * @param recomputeLayers keeps the inputs of the layers alone, and runs each layer a second time for its gradient (Chen et
 *     al. 2016, https://arxiv.org/abs/1604.06174): less memory for a third more work, and the same gradients but for rounding
 */
public record ComputeConfig(
        @Default("fp32") Precision precision,
        @Default("false") boolean recomputeLayers) implements Serializable {
    /** All in float32, each layer once. */
    public static final ComputeConfig PLAIN = new ComputeConfig(Precision.FP32, false);

    /** What linear layers compute in. */
    public enum Precision {
        /** IEEE 754 single precision. */
        FP32,
        /** bfloat16 inputs, weights and outputs, with sums inside in float32. */
        BF16
    }
}
