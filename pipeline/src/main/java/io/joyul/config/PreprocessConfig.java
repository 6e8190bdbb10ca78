package io.joyul.config;

/**
 * From rows to examples.
 *
 * @param maxLength tokens an example may have, special tokens included; longer ones are cut
 * @param shardBytes the size, in bytes before compression, at which a shard file is closed
 */
public record PreprocessConfig(
        @Default("128") @Within("[4, 4096]") int maxLength,
        @Default("67108864") @Within("[1024, 1073741824]") long shardBytes,
        NormaliseConfig normalise,
        TokenizerConfig tokenizer,
        MaskingConfig masking,
        ExamplesConfig examples) {}
