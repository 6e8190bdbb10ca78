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

        @Default("4") @Within("[1, 128]") @ExcludedBy("checkpoint")
        int layers,

        @Default("256") @Within("[2, 16384]") @ExcludedBy("checkpoint")
        int hiddenSize,

        @Default("4") @Within("[1, 256]") @ExcludedBy("checkpoint")
        int attentionHeads,

        @Default("1024") @Within("[1, 65536]") @ExcludedBy("checkpoint")
        int intermediateSize,

        @Default("0.1") @Within("[0, 1)") double dropout,
        @Default("0.1") @Within("[0, 1)") double attentionDropout) {}
