package io.joyul.adapt;

import io.joyul.model.FrozenLayers;
import java.io.Serializable;

/** How a model is adapted to its task: which of its parameters are trained. */
public sealed interface Adaptation extends Serializable {
    /**
     * The part of the encoder that stays as it is.
     *
     * @param layers of the whole encoder
     * @throws IllegalArgumentException when it has fewer than are to be frozen
     */
    FrozenLayers frozen(int layers);

    /**
     * Bytes that the activations of the frozen part may take on the storage, so that it runs once and not in every epoch;
     * 0: none are kept.
     */
    long cacheBytes();

    /** Every parameter is trained. */
    record Full() implements Adaptation {
        @Override
        public FrozenLayers frozen(int layers) {
            return FrozenLayers.NONE;
        }

        @Override
        public long cacheBytes() {
            return 0;
        }
    }

    /**
     * The embeddings and the lowest layers stay as they are, since these hold what is common to all tasks (Lee et al.
     * 2019, https://arxiv.org/abs/1911.03090).
     *
     * @param count layers that are frozen; 0: only the embeddings
     */
    record Frozen(int count, long cacheBytes) implements Adaptation {
        @Override
        public FrozenLayers frozen(int layers) {
            if (count > layers) {
                throw new IllegalArgumentException(
                        count + " layers are to be frozen, but the model has only " + layers);
            }
            return FrozenLayers.embeddingsAnd(count);
        }
    }

    /** The whole encoder stays as it is; the pooler and the classifier above it are trained. */
    record HeadOnly(long cacheBytes) implements Adaptation {
        @Override
        public FrozenLayers frozen(int layers) {
            return FrozenLayers.embeddingsAnd(layers);
        }
    }
}
