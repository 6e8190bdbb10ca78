package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;

/**
 * Every group of tokens is a target with the same chance, and all of its tokens with it: whole words (the revision of
 * 31 May 2019 to https://github.com/google-research/bert, Cui et al. 2019, https://arxiv.org/abs/1906.08101) or whole
 * morphemes. The mean share of the tokens that are targets is the probability, since words are drawn without regard to
 * their length. What replaces a token is drawn for each token by itself, as there.
 *
 * @param unit what a group is
 * @param probability chance of a group to be a target, in [0, 1]
 */
public record GroupMasking(Unit unit, double probability, Corruption corruption) implements MaskingStrategy {

    public GroupMasking {
        Shares.requireProbability(probability);
    }

    @Override
    public Masked apply(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed) {
        Masking masking = new Masking(inputIds, groups, special, vocabularySize, seed);
        choose(masking, probability, corruption);
        return masking.result();
    }

    static void choose(Masking masking, double probability, Corruption corruption) {
        boolean any = false;
        for (int group = 0; group < masking.size(); group++) {
            if (masking.random().nextDouble() < probability) {
                corruption.each(masking.start(group), masking.end(group), masking);
                any = true;
            }
        }
        if (!any && masking.size() > 0) {
            int group = masking.random().nextInt(masking.size());
            corruption.each(masking.start(group), masking.end(group), masking);
        }
    }
}
