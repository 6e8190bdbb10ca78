package io.joyul.config;

/**
 * Masked-language-model targets (Devlin et al. 2019, https://arxiv.org/abs/1810.04805).
 *
 * @param probability share of the tokens that become targets
 * @param maskShare share of the targets replaced by the mask token
 * @param randomShare share of the targets replaced by a random token; the rest stay as they are
 */
public record MaskingConfig(
        @Default("0.15") @Within("(0, 1]") double probability,
        @Default("0.8") @Within("[0, 1]") double maskShare,
        @Default("0.1") @Within("[0, 1]") double randomShare) {}
