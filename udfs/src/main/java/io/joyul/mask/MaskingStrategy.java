package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.io.Serializable;

/**
 * Chooses targets and hides them: a pure function of an example and a seed, so that an example is masked alike wherever
 * and however often it is made, and differently in each epoch that brings another seed.
 */
public sealed interface MaskingStrategy extends Serializable
        permits TokenMasking, GroupMasking, SpanMasking, ReplacedTokens {
    /**
     * Masks one example. Special tokens are never targets; where there is any ordinary token, there is a target.
     *
     * @param inputIds left as they are
     * @param groups as long as {@code inputIds}: tokens side by side with the same number are hidden together, {@link
     *     Groups#NONE} for tokens that stand for no text; see {@link Groups}
     * @param vocabularySize random tokens come from {@code [0, vocabularySize)}, special ones left out
     * @param seed the same one gives the same result
     * @throws IllegalArgumentException when there is not one group for each token
     */
    Masked apply(int[] inputIds, int[] groups, SpecialTokens special, int vocabularySize, long seed);

    /** Masks an example in which each ordinary token is a group of its own. */
    default Masked apply(int[] inputIds, SpecialTokens special, int vocabularySize, long seed) {
        return apply(inputIds, Groups.ofTokens(inputIds, special), special, vocabularySize, seed);
    }

    /** What the groups should be. */
    Unit unit();
}
