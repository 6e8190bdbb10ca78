package io.joyul.config;

import java.util.Optional;

/**
 * The encoder, BERT's shape (https://arxiv.org/abs/1810.04805).
 *
 * @param checkpoint a folder in the Hugging Face layout to start from; the sizes below then come from its config.json
 * @param dropout of embeddings and sub-layer outputs, in [0, 1)
 * @param attentionDropout of the attention's probabilities, in [0, 1)
 */
public record ModelConfig(
        Optional<String> checkpoint,
        int layers,
        int hiddenSize,
        int attentionHeads,
        int intermediateSize,
        double dropout,
        double attentionDropout) {}
