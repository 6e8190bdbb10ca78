package io.joyul.config;

/**
 * Masked-language-model targets (Devlin et al. 2019, https://arxiv.org/abs/1810.04805).
 *
 * @param probability share of the tokens that become targets
 * @param maskShare share of the targets replaced by the mask token
 * @param randomShare share of the targets replaced by a random token; the rest stay as they are
 */
public record MaskingConfig(double probability, double maskShare, double randomShare) {}
