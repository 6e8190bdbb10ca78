package io.joyul.config;

import java.util.List;

/**
 * From rows to examples.
 *
 * @param maxLength tokens an example may have, special tokens included; longer ones are cut
 * @param maxBadRows the share of rows, in [0, 1], that may be set aside before the run stops
 * @param maxLineBytes bytes that a line of the input may have; a longer one is set aside
 * @param leaks what becomes of rows to train on that a held-out split has too
 * @param nearLeaks whether near-duplicates of held-out rows are leaks as well
 * @param augment ways to make new training rows, after the cleaning
 * @param shardBytes the size, in bytes before compression, at which a shard file is closed
 * @param sampling how often the labelled training rows of a class become examples
 */
public record PreprocessConfig(
        @Default("128") @Within("[4, 4096]") int maxLength,
        @Default("67108864") @Within("[1024, 1073741824]") long shardBytes,
        @Default("0.01") @Within("[0, 1]") double maxBadRows,
        @Default("4194304") @Within("[64, 268435456]") int maxLineBytes,
        @Default("drop") Leaks leaks,
        @Default("true") boolean nearLeaks,
        NearConfig near,
        NormaliseConfig normalise,
        CleaningConfig cleaning,
        @Default("[]") List<AugmentConfig> augment,
        @Default("none") Sampling sampling,
        TokenizerConfig tokenizer,
        MaskingConfig masking,
        ExamplesConfig examples) {

    public PreprocessConfig {
        augment = List.copyOf(augment);
    }

    /** How often the training rows of a class become examples. */
    public enum Sampling {
        NONE,
        /** Rows of the rarer classes are repeated until all classes have as many examples as the largest. */
        OVER,
        /** Of the larger classes only so many rows are taken as the smallest has. */
        UNDER
    }

    /** What becomes of a leak. */
    public enum Leaks {
        /** It is not trained on. */
        DROP,
        /** It is trained on, and the report says so. */
        REPORT,
        /** The run stops. */
        REFUSE
    }
}
