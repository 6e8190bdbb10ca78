package io.joyul.config;

import java.io.Serializable;

/**
 * Masked-language-model targets (Devlin et al. 2019, https://arxiv.org/abs/1810.04805).
 *
 * @param when once, in the shard, or anew in each epoch, as examples are read
 * @param kind what is hidden together
 * @param probability share of the tokens that become targets
 * @param maskShare share of the targets replaced by the mask token
 * @param randomShare share of the targets replaced by a random token; the rest stay as they are
 * @param spanStop for spans: the chance that one ends after any of its words
 * @param longestSpan for spans: words in the longest
 */
public record MaskingConfig(
        @Default("static") When when,
        @Default("token") Kind kind,
        @Default("0.15") @Within("(0, 1]") double probability,
        @Default("0.8") @Within("[0, 1]") double maskShare,
        @Default("0.1") @Within("[0, 1]") double randomShare,
        @Default("0.2") @Within("(0, 1]") double spanStop,
        @Default("10") @Within("[1, 100]") int longestSpan)
        implements Serializable {

    /** When the targets are chosen. */
    public enum When {
        STATIC,
        DYNAMIC
    }

    /** What is hidden together. */
    public enum Kind {
        TOKEN,
        WHOLE_WORD,
        MORPHEME,
        SPAN
    }
}
