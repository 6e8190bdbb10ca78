package io.joyul.model;

import java.util.Arrays;

/**
 * One parameter before it has memory.
 *
 * @param name as in a Hugging Face checkpoint
 * @param shape row-major
 * @param initializer how a fresh model fills it
 */
public record ParameterSpec(String name, long[] shape, Initializer initializer) {
    /** How a fresh model fills a parameter. */
    public enum Initializer {
        /** Normal with mean 0 and the model's initializer range. */
        NORMAL,
        /** As {@link #NORMAL}, with row 0, the padding token's, at zero. */
        NORMAL_PADDED,
        ZERO,
        ONE
    }

    public static ParameterSpec of(String name, Initializer initializer, long... shape) {
        return new ParameterSpec(name, shape, initializer);
    }

    public long elements() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Weights of matrices and embeddings are decayed; biases and norms (one dimension) are not. */
    public boolean decays() {
        return shape.length >= 2;
    }
}
