package io.joyul.config;

import java.util.Optional;

/**
 * Either a finished tokenizer or how to train one.
 *
 * @param path a {@code tokenizer.json} to use as it is; absent: train a WordPiece vocabulary on the training texts
 * @param vocabularySize entries of the trained vocabulary, special tokens included
 * @param minFrequency a pair seen less often is not merged
 * @param lowercase whether the trained tokenizer folds case
 */
public record TokenizerConfig(
        Optional<String> path,

        @Default("16000") @Within("[32, 1000000]") @ExcludedBy("path")
        int vocabularySize,

        @Default("2") @Within("[1, ∞)") @ExcludedBy("path") int minFrequency,
        @Default("false") @ExcludedBy("path") boolean lowercase) {}
