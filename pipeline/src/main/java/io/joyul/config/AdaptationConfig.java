package io.joyul.config;

import java.util.Optional;

/**
 * Which part of the model the fine-tuning trains. What is frozen runs without dropout.
 *
 * @param frozenLayers for {@code frozen}: how many of the lowest layers stay as they are, beside the embeddings
 */
public record AdaptationConfig(
        @Default("full") Kind kind, @Within("[0, 128]") Optional<Integer> frozenLayers) {

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
