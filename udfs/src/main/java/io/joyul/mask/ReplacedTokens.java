package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;

/**
 * Replaced-token detection (ELECTRA, Clark et al. 2020, https://arxiv.org/abs/2003.10555) with a generator that draws
 * from the whole vocabulary alike, the simplest of those that the paper compares. Every ordinary token is replaced with
 * the same chance. The labels say of each ordinary token whether it is another than it was: 1 or 0, so a draw that hits
 * the original counts as original, as there.
 *
 * @param probability chance of a token to be replaced, in [0, 1]
 */
public record ReplacedTokens(double probability) implements MaskingStrategy {

    public ReplacedTokens {
        Shares.requireProbability(probability);
    }

    @Override
    public Masked apply(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed) {
        Masked drawn = new TokenMasking(probability, 0, 1).apply(inputIds, special, vocabularySize, seed);
        return labelled(inputIds, drawn.inputIds(), special);
    }

    /**
     * The labels for replacements that some generator chose.
     *
     * @param original the ids as they were
     * @param replaced the ids as the discriminator sees them
     */
    public static Masked labelled(int[] original, int[] replaced, SpecialTokens special) {
        int[] labels = new int[original.length];
        for (int i = 0; i < labels.length; i++) {
            if (special.contains(original[i])) {
                labels[i] = Masked.IGNORED;
            } else {
                labels[i] = original[i] == replaced[i] ? 0 : 1;
            }
        }
        return new Masked(replaced, labels);
    }

    @Override
    public Unit unit() {
        return Unit.TOKEN;
    }
}
