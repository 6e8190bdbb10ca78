package io.joyul.config;

import java.util.Optional;

/**
 * Which part of the model the fine-tuning trains. What is frozen runs without dropout.
 *
 * @param frozenLayers for {@code frozen}: how many of the lowest layers stay as they are, beside the embeddings
 * @param cacheGigabytes that the activations of what is frozen may take in the output folder, so that it runs once and not
 *     in every epoch; 0: they are not kept
 */
public record AdaptationConfig(
        @Default("full") Kind kind,
        @Within("[0, 128]") Optional<Integer> frozenLayers,
        @Default("20.0") @Within("[0, 1000000]") double cacheGigabytes) {
    private static final double GIGABYTE = 1e9;

    /** {@link #cacheGigabytes} in bytes. */
    public long cacheBytes() {
        return (long) (cacheGigabytes * GIGABYTE);
    }

    /** What is trained. */
    public enum Kind {
        /** Everything. */
        FULL,
        /** The layers above the frozen ones, and the head. */
        FROZEN,
        /** The pooler and the classifier. */
        HEAD_ONLY
    }
}
