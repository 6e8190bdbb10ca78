package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.io.Serializable;

/** Chooses targets and hides them. */
public sealed interface MaskingStrategy extends Serializable permits TokenMasking {
    /**
     * Masks one example. Special tokens are never targets; where there is any ordinary token, there is a target.
     *
     * @param inputIds left as they are
     * @param vocabularySize random tokens come from {@code [0, vocabularySize)}, special ones left out
     * @param seed the same one gives the same result
     */
    Masked apply(int[] inputIds, SpecialTokens special, int vocabularySize, long seed);
}
