package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;

/**
 * Every ordinary token is a target with the same chance, independently of the others; most targets are hidden, some
 * swapped for a random token, some left to be seen (Devlin et al. 2019, https://arxiv.org/abs/1810.04805).
 *
 * @param probability chance of a token to be a target, in [0, 1]
 */
public record TokenMasking(double probability, Corruption corruption) implements MaskingStrategy {

    public TokenMasking {
        Shares.requireProbability(probability);
    }

    /** With the shares of the targets that are hidden and that are swapped. */
    public TokenMasking(double probability, double maskShare, double randomShare) {
        this(probability, new Corruption(maskShare, randomShare));
    }

    @Override
    public Masked apply(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed) {
        // Each token is drawn for itself, whatever group it is in.
        Masking masking = new Masking(inputIds, Groups.ofTokens(inputIds, special), special, vocabularySize, seed);
        GroupMasking.choose(masking, probability, corruption);
        return masking.result();
    }

    @Override
    public Unit unit() {
        return Unit.TOKEN;
    }
}
