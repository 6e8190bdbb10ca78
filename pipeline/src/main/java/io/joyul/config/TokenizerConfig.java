package io.joyul.config;

import java.util.Optional;

/**
 * Either a finished tokenizer or how to train one.
 *
 * @param path a {@code tokenizer.json} to use as it is; absent: train a vocabulary on the training texts
 * @param kind how the trained tokenizer cuts words
 * @param vocabularySize entries of the trained vocabulary, special tokens included
 * @param minFrequency a pair seen less often is not merged (wordpiece, byte-bpe)
 * @param maxTokenLength byte-bpe: tokens stay shorter than this many bytes, 0 sets no limit; unigram: tokens have at most
 *     this many characters, 0 stands for 16
 * @param maxWords distinct words that the vocabulary is learnt from at most, the most frequent ones
 * @param lowercase whether the trained tokenizer folds case
 */
public record TokenizerConfig(
        Optional<String> path,
        @Default("wordpiece") @ExcludedBy("path") TokenizerKind kind,

        @Default("16000") @Within("[32, 1000000]") @ExcludedBy("path")
        int vocabularySize,

        @Default("2") @Within("[1, ∞)") @ExcludedBy("path") int minFrequency,

        @Default("0") @Within("[0, 1000]") @ExcludedBy("path")
        int maxTokenLength,

        @Default("1000000") @Within("[1000, 20000000]") @ExcludedBy("path")
        int maxWords,

        @Default("false") @ExcludedBy("path") boolean lowercase) {}
